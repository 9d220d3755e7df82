import { absolutePath, hostAccess, linuxName, listOf, optional } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { hostName } from '../host/host-name.ts'
import { ledgerKey, ledgerScript } from '../host/ledger.ts'
import { script } from '../shell.ts'
import type { LinuxUserInputs, LinuxUserOutputs } from '../types/system.ts'

type Inputs = LinuxUserInputs & Required<Pick<LinuxUserInputs, 'groups'>>

export const linuxUser: Resource<Inputs, LinuxUserOutputs> = {
  fields: {
    host: hostAccess,
    name: linuxName,
    groups: optional(listOf(linuxName), []),
    home: optional(absolutePath),
  },
  computed: ['uid', 'gid', 'homeFolder'],
  replaceOn: ['host.address', 'name'],
  inert: ['host', 'home'],
  id: ({ host, name }) => `${host.address}:${name}`,
  imports: { example: 'ubuntu', inputs: name => ({ name }) },
  create: make,
  read: async ({ openHost }, { inputs }) => {
    const found = await look(openHost(inputs.host), inputs.name)
    if (found === null) return null
    const { groups: isIn, ...outputs } = found
    return { inputs: { ...inputs, groups: inputs.groups.filter(group => isIn.includes(group)) }, outputs }
  },
  update: make,
  delete: async ({ openHost, log }, { inputs: { host, name, groups } }) => {
    const remote = openHost(host)
    const command = ledgerScript(
      REMOVE,
      name,
      ledgerKey('user', name),
      ...groups.flatMap(group => [group, groupKey(name, group)]),
    )
    const kept = await remote.alone('accounts', () => remote.ask({ name: `remove user ${name}`, command }))
    if (kept !== '') log.info(`${hostName(host)}: ${kept}`)
  },
}

async function make({ openHost }: Context, { host, name, groups, home }: Inputs): Promise<LinuxUserOutputs> {
  const remote = openHost(host)
  const folder = home ?? `/home/${name}`
  const memberships = groups.flatMap(group => [group, groupKey(name, group)])
  const command = ledgerScript(MAKE, name, folder, ledgerKey('user', name), ...memberships)
  await remote.alone('accounts', () => remote.run({ name: `make user ${name}`, command }))
  const found = await look(remote, name)
  if (found === null) throw new Error(`user ${name} is not there after it was made`)
  const { groups: _, ...outputs } = found
  return outputs
}

const groupKey = (name: string, group: string): string => ledgerKey('group', `${group}:${name}`)

async function look(host: Host, name: string): Promise<(LinuxUserOutputs & { readonly groups: string[] }) | null> {
  const answer = await host.ask({ name: `look at user ${name}`, command: script(LOOK, name) })
  const [entry, groups = ''] = answer.split('\n')
  if (entry === undefined || entry === '') return null
  const [, , uid, gid, , homeFolder = ''] = entry.split(':')
  return { uid: Number(uid), gid: Number(gid), homeFolder, groups: groups.split(' ') }
}

const LOOK = 'getent passwd "$1" && id -Gn "$1" || :'

const MAKE = `
name=$1 home=$2 key=$3
shift 3
if ! getent passwd "$name" >/dev/null; then
  is_made "$key" || remember "$key" "$home"
  useradd --create-home --home-dir "$home" --shell /bin/bash --user-group "$name"
fi
while [ $# -gt 0 ]; do
  getent group "$1" >/dev/null || { echo "there is no group $1 on this host" >&2; exit 1; }
  if ! id -Gn "$name" | tr ' ' '\\n' | grep -qxF "$1"; then
    remember "$2" "$name"
    usermod --append --groups "$1" "$name"
  fi
  shift 2
done
`

// The home folder of a user that the deployment made goes with it; nobody else is touched.
const REMOVE = `
name=$1 key=$2
shift 2
if is_made "$key"; then
  getent passwd "$name" >/dev/null && userdel --remove "$name" 2>/dev/null || [ $? -ne 8 ] || { echo "user $name runs programs" >&2; exit 8; }
  forget "$key"
elif getent passwd "$name" >/dev/null; then
  while [ $# -gt 0 ]; do
    if is_made "$2"; then gpasswd --delete "$name" "$1" >/dev/null || :; fi
    shift 2
  done
  echo "user $name stays: it was there before"
fi
for entry in "$ledger"/group.*%3A"$name"; do
  [ ! -e "$entry" ] || forget "\${entry##*/}"
done
`
