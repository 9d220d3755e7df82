import { checkLocalHosts } from './local-checks.ts'
import type { At, Doubtful } from './problem.ts'
import { ROLES, type Role, type StackSettings } from './settings.ts'

type Settings = Doubtful<StackSettings>
type Host = NonNullable<NonNullable<Settings['hosts']>[number]>

/** What is wrong between settings each of which is right; what is not right itself is left out. */
export function checkTogether(settings: Settings, at: At): void {
  const hosts = (settings.hosts ?? []).flatMap((host, index) =>
    host === undefined ? [] : [{ host, at: at.member('hosts').item(index) }],
  )
  checkUnique(hosts)
  checkRoles(
    hosts.map(({ host }) => host),
    settings,
    at,
  )
  for (const one of hosts) {
    checkWorker(one)
    checkPorts(one, settings)
    checkKey(one.host.ssh, one.at.member('ssh'))
  }
  checkKey(settings.ssh, at.member('ssh'))
  if (settings.ssh?.address !== undefined)
    at.member('ssh').member('address').note('would be the same for all hosts. Move it to the ssh of one of them')
  checkServer(settings.database, at.member('database'))
  checkServer(settings.broker, at.member('broker'))
  checkFolders(settings, at)
  checkLocalHosts(settings, at)
  checkUsers(settings, at.member('airflow').member('users'))
}

interface Placed {
  readonly host: Host
  readonly at: At
}

function checkUnique(hosts: readonly Placed[]): void {
  noteRepeated(hosts, 'name', ({ name }) => name)
  noteRepeated(hosts, 'address', ({ address }) => address)
}

function noteRepeated(hosts: readonly Placed[], key: string, read: (host: Host) => string | undefined): void {
  const seen = new Map<string, string>()
  for (const { host, at } of hosts) {
    const value = read(host)
    if (value === undefined) continue
    const before = seen.get(value)
    if (before === undefined) seen.set(value, at.path)
    else at.member(key).note(`${value} is the ${key} of ${before} already. Each host needs its own`)
  }
}

/** Roles that there must be; a database and a broker may be somewhere else. */
function checkRoles(hosts: readonly Host[], { database, broker }: Settings, at: At): void {
  const hostsWith = (role: Role): number => hosts.filter(({ roles }) => roles?.includes(role)).length
  if (hosts.length === 0 || hosts.some(({ roles }) => roles === undefined)) return
  const elsewhere: Partial<Record<Role, string | undefined>> = { database: database?.address, broker: broker?.address }
  for (const role of ROLES) {
    const count = hostsWith(role)
    const place = elsewhere[role]
    if (place !== undefined && count > 0) at.member(role).member('address').note(bothPlaces(role, place))
    else if (count === 0 && place === undefined && role !== 'flower') at.member('hosts').note(nobodyHas(role))
    else if (count > 1 && SINGLE.has(role))
      at.member('hosts').note(`${count} hosts have the role ${role}. Leave it to one`)
  }
}

const SINGLE: ReadonlySet<Role> = new Set(['database', 'broker', 'flower'])

const bothPlaces = (role: Role, place: string): string =>
  `says that the ${role} is at ${place}, but a host has the role ${role}. Remove one of the two`

function nobodyHas(role: Role): string {
  const other = role === 'database' || role === 'broker' ? `, or say with ${role}.address where there is one` : ''
  return `no host has the role ${role}. Add it to the roles of one${other}. Example: roles: [${role}]`
}

function checkWorker({ host, at }: Placed): void {
  if (host.roles === undefined || host.roles.includes('worker')) return
  for (const key of ['queues', 'concurrency'] as const) {
    if (host[key] !== undefined)
      at.member(key).note(`is for workers. Add worker to the roles of ${host.name}, or remove it`)
  }
}

/** Two programs of a host that want the same port. */
function checkPorts({ host, at }: Placed, { airflow, database, broker }: Settings): void {
  const has = (role: Role): boolean => host.roles?.includes(role) ?? false
  const wanted: readonly (readonly [role: Role, port: number | undefined, key: string])[] = [
    ['webserver', airflow?.webserverPort, 'airflow.webserverPort'],
    ['flower', airflow?.flowerPort, 'airflow.flowerPort'],
    ['worker', airflow?.workerLogPort, 'airflow.workerLogPort'],
    ['database', database?.port, 'database.port'],
    ['broker', broker?.port, 'broker.port'],
    ['broker', broker?.managementPort, 'broker.managementPort'],
  ]
  const taken = new Map<number, string>()
  if (host.ssh?.address === undefined) taken.set(host.ssh?.port ?? 22, 'SSH')
  for (const [role, port, key] of wanted) {
    if (!has(role) || port === undefined) continue
    const other = taken.get(port)
    if (other !== undefined)
      at.note(`port ${port} is wanted twice on ${host.name}: by ${other} and by ${key}. Change one of them`)
    taken.set(port, key)
  }
}

function checkKey(ssh: Settings['ssh'], at: At): void {
  if (ssh === undefined) return
  const hasKey = ssh.privateKey !== undefined || ssh.privateKeyFile !== undefined
  if (ssh.privateKey !== undefined && ssh.privateKeyFile !== undefined)
    at.member('privateKeyFile').note('stands beside privateKey. Remove one of the two')
  if (ssh.passphrase !== undefined && !hasKey)
    at.member('passphrase').note('stands without a key. Add privateKeyFile: ~/.ssh/id_ed25519 beside it, or remove it')
  if (ssh.hostKey !== undefined && ssh.knownHosts !== undefined)
    at.member('knownHosts').note('is not read where hostKey is given. Remove one of the two')
}

/** A server that is there already has no container, and a container needs no administrator. */
function checkServer(server: Settings['database'] | Settings['broker'], at: At): void {
  if (server === undefined) return
  if (server.address === undefined) {
    if (server.admin !== undefined) at.member('admin').note('is for a server of your own. Add address, or remove it')
    return
  }
  for (const key of ['containerName', 'image', 'imageTar', 'dataFolder'] as const) {
    if (server[key] !== undefined)
      at.member(key).note(`is for a container, but address says that a server is there. Remove one of the two`)
  }
  if (server.admin === undefined && server.password === undefined)
    at.member('password').note(
      'is missing: the user of a server of your own has a password. Set it with pulumi config set --secret --path, or give admin and let the deployment make the user',
    )
}

/** Of folders that belong to different programs, none may be in another. */
function checkFolders({ airflow, database, broker }: Settings, at: At): void {
  const folders = [
    { path: airflow?.home, at: at.member('airflow').member('home') },
    { path: database?.dataFolder, at: at.member('database').member('dataFolder') },
    { path: broker?.dataFolder, at: at.member('broker').member('dataFolder') },
  ]
  for (const [index, folder] of folders.entries()) {
    const other = folders.slice(0, index).find(before => overlap(before.path, folder.path))
    if (other !== undefined)
      folder.at.note(`${folder.path} and ${other.at.path} (${other.path}) are in each other. Give each its own`)
  }
}

function overlap(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false
  const [a, b] = [one, other].map(path => `${path.replace(/\/+$/, '')}/`) as [string, string]
  return a.startsWith(b) || b.startsWith(a)
}

function checkUsers({ airflow }: Settings, at: At): void {
  const users = airflow?.users ?? []
  const names = users.map(user => user?.username)
  for (const [index, name] of names.entries()) {
    if (name !== undefined && names.indexOf(name) < index)
      at.item(index).member('username').note(`${name} is there already`)
  }
  if (users.length > 0 && users.every(user => user !== undefined && user.role !== undefined && user.role !== 'Admin'))
    at.note('nobody has the role Admin. Give it to one. Example: role: Admin')
}
