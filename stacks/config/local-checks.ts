import { isInSubnet } from './forms.ts'
import type { At, Doubtful } from './problem.ts'
import { SERVER_PORTS } from './server-ports.ts'
import type { StackSettings } from './settings.ts'
import { localSshPort } from './stack-config.ts'

type Settings = Doubtful<StackSettings>
type Host = NonNullable<NonNullable<Settings['hosts']>[number]>

/** What is wrong where the stack makes the hosts itself, as containers on this machine. */
export function checkLocalHosts(settings: Settings, at: At): void {
  const { localHosts, hosts = [], database, broker } = settings
  if (localHosts === undefined) return
  const portOwners = new Map<number, string>()
  for (const [index, host] of hosts.entries()) {
    if (host === undefined) continue
    const hostAt = at.member('hosts').item(index)
    checkAddress(host, localHosts.subnet, hostAt)
    checkLogin(host.ssh, hostAt.member('ssh'), ['port'])
    checkSshPort(host, portOwners, hostAt)
  }
  checkLogin(settings.ssh, at.member('ssh'), [])
  checkServer(database, at.member('database'), SERVER_PORTS.mysql)
  checkServer(broker, at.member('broker'), SERVER_PORTS.amqp)
}

function checkAddress({ address }: Host, subnet: string | undefined, at: At): void {
  if (subnet === undefined || address === undefined) return
  const where = `subnet ${subnet} of slipstream:localHosts. Choose`
  if (!isInSubnet(address, subnet)) at.member('address').note(`${address} is not in the ${where} one that is`)
  else if (address === gatewayOf(subnet)) at.member('address').note(`${address} is the gateway of the ${where} another`)
}

/** Docker takes the first address for itself. */
const gatewayOf = (subnet: string): string => subnet.replace(/(\d+)\/\d+$/, (_, last) => String(Number(last) + 1))

/** The stack makes keys, and lets their owner in. */
function checkLogin(ssh: Settings['ssh'], at: At, known: readonly string[]): void {
  for (const [key, value] of Object.entries(ssh ?? {})) {
    if (value !== undefined && !known.includes(key))
      at.member(key).note(
        'is for hosts that are there: those of slipstream:localHosts get keys of their own. Remove it',
      )
  }
}

function checkSshPort({ name, address, ssh }: Host, owners: Map<number, string>, at: At): void {
  if (name === undefined || address === undefined || ssh === undefined) return
  const port = localSshPort({ address, ssh })
  const other = owners.get(port)
  if (other !== undefined)
    at.note(
      `${name} and ${other} would both have port ${port} of this machine for SSH. Give one another: ssh: { port: … }`,
    )
  owners.set(port, name)
}

/** Nobody outside of the network of the hosts sees the server, and its data are in a volume of Docker's. */
function checkServer(server: Settings['database'] | Settings['broker'], at: At, port: number): void {
  if (server === undefined || server.address !== undefined) return
  if (server.port !== undefined && server.port !== port)
    at.member('port').note(`expected ${port}, which is the server's own beside slipstream:localHosts. Remove it`)
  for (const key of ['imageTar', 'dataFolder'] as const) {
    if (server[key] !== undefined)
      at.member(key).note(`is for a host that is there. ${INSTEAD[key]} beside slipstream:localHosts. Remove it`)
  }
}

const INSTEAD = {
  imageTar: "Load the image into this machine's Docker, which runs the container",
  dataFolder: 'The data are in a Docker volume',
} as const
