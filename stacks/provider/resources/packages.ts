import { hostAccess, listOf, matching, optional } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import type { Host } from '../host/host.ts'
import { hostName } from '../host/host-name.ts'
import { ledgerKey, ledgerScript } from '../host/ledger.ts'
import { type Command, script, withEnvironment } from '../shell.ts'
import type { PackagesInputs, PackagesOutputs } from '../types/system.ts'

/** What apt may take: it waits for whoever holds its lock, such as the daily update of a fresh host. */
const APT_SECONDS = 900

export const packages: Resource<PackagesInputs, PackagesOutputs> = {
  fields: {
    host: hostAccess,
    names: listOf(matching(/^[a-z0-9][a-z0-9+.-]+$/, 'the name of a Debian package, as in supervisor')),
    unlessProgram: optional(matching(/^[\w.+-]+$/, 'the name of a program, as in dockerd')),
    mirror: optional(
      matching(/^(deb |https?:|file:)\S.*$/, 'a URL, or a line that begins with deb as in sources.list'),
    ),
  },
  computed: ['versions'],
  replaceOn: ['host.address'],
  inert: ['host', 'mirror', 'unlessProgram'],
  id: ({ host, names }) => `${host.address}:${names.join('+')}`,
  imports: { example: 'supervisor,locales', inputs: names => ({ names: names.split(',') }) },
  preview: { needs: ['host', 'names'], tell },
  create: install,
  read: async ({ openHost }, { inputs }) => {
    const host = openHost(inputs.host)
    const versions = await versionsOf(host, inputs.names)
    if (await isProvided(host, inputs)) return { inputs, outputs: { versions } }
    const names = inputs.names.filter(name => name in versions)
    return names.length === 0 && inputs.names.length > 0
      ? null
      : { inputs: { ...inputs, names }, outputs: { versions } }
  },
  update: async (context, inputs, old) => {
    const dropped = old.inputs.names.filter(name => !inputs.names.includes(name))
    if (dropped.length > 0) await remove(context, { inputs: { ...inputs, names: dropped } })
    return install(context, inputs)
  },
  delete: remove,
}

async function install({ openHost }: Context, inputs: PackagesInputs): Promise<PackagesOutputs> {
  const remote = openHost(inputs.host)
  await remote.alone('apt', async () => {
    const missing = await missingOf(remote, inputs)
    if (missing.length > 0) await installMissing(remote, missing, inputs.mirror)
  })
  return { versions: await versionsOf(remote, inputs.names) }
}

async function installMissing(host: Host, missing: readonly string[], mirror: string | undefined): Promise<void> {
  await host.run({
    name: 'finish what dpkg had begun',
    command: quiet(script(FINISH)),
    timeoutSeconds: APT_SECONDS,
  })
  if (mirror !== undefined) await host.run({ name: `use the mirror ${mirror}`, command: script(USE_MIRROR, mirror) })
  const options = [...APT_OPTIONS, ...(mirror === undefined ? [] : MIRROR_OPTIONS)]
  const apt = (...words: readonly string[]): Command => quiet(['apt-get', ...options, ...words])
  await host.run({ name: 'update the list of packages', command: apt('update', '-q'), timeoutSeconds: APT_SECONDS })
  const { stdout } = await host.run({ name: 'ask what comes along', command: apt('install', '-s', '-q', ...missing) })
  const coming = [...stdout.matchAll(/^Inst (\S+)/gm)].map(([, name]) => name ?? '')
  await host.run({ name: 'note what will be installed', command: ledgerScript(NOTE, ...coming.flatMap(entryOf)) })
  await host.run({
    name: `install ${missing.join(', ')}`,
    command: apt('install', '-y', '-q', ...missing),
    timeoutSeconds: APT_SECONDS,
  })
}

/**
 * Takes away what came with the packages, but nothing that something else has come to need. When none is left of those that
 * were asked for, what stays belongs to whoever needs it.
 */
async function remove(
  { openHost, log }: Context,
  { inputs: { host, names } }: { inputs: PackagesInputs },
): Promise<void> {
  const remote = openHost(host)
  await remote.alone('apt', async () => {
    const made = (await remote.ask({ name: 'recall what was installed', command: ledgerScript(RECALL) })).split('\n')
    const ours = made.filter(name => name !== '')
    const going = await removable(remote, ours, names)
    if (going.length > 0) {
      await remote.run({
        name: `remove ${going.join(', ')}`,
        command: quiet(['apt-get', ...APT_OPTIONS, 'purge', '-y', '-q', ...going]),
        timeoutSeconds: APT_SECONDS,
      })
    }
    const staying = ours.filter(name => !going.includes(name))
    const forgotten = (await areManual(remote, staying)) ? going : ours
    await remote.run({ name: 'forget what was installed', command: ledgerScript(FORGET, ...forgotten.map(keyOf)) })
    const kept = names.filter(name => !going.includes(name))
    if (kept.length > 0)
      log.info(`${hostName(host)}: ${kept.join(', ')} stays: it was there before, or something needs it`)
  })
}

/** What can go with the named ones: all of it came with them. Nothing where something else would have to go too. */
async function removable(host: Host, ours: readonly string[], names: readonly string[]): Promise<readonly string[]> {
  const wanted = names.filter(name => ours.includes(name))
  if (wanted.length === 0) return []
  const needed = (await goingWith(host, wanted)).some(name => !ours.includes(name))
  return needed ? [] : (await goingWith(host, [...AUTO_REMOVE, ...wanted])).filter(name => ours.includes(name))
}

async function goingWith(host: Host, words: readonly string[]): Promise<string[]> {
  const command = quiet(['apt-get', ...APT_OPTIONS, 'purge', '-s', '-q', ...words])
  const { stdout } = await host.run({ name: 'ask what goes along', command })
  return [...stdout.matchAll(/^(?:Remv|Purg) (\S+)/gm)].map(([, name]) => name ?? '')
}

/** Whether some of them were asked for, and did not just come along. */
async function areManual(host: Host, names: readonly string[]): Promise<boolean> {
  if (names.length === 0) return false
  return (await host.ask({ name: 'look what was asked for', command: ['apt-mark', 'showmanual', ...names] })) !== ''
}

/** What is only suggested or recommended nobody needs: whoever was there before did without. */
const AUTO_REMOVE = [
  '--auto-remove',
  '-o',
  'APT::AutoRemove::SuggestsImportant=false',
  '-o',
  'APT::AutoRemove::RecommendsImportant=false',
]

async function tell({ openHost, log }: Context, inputs: PackagesInputs): Promise<void> {
  const missing = await missingOf(openHost(inputs.host), inputs)
  if (missing.length > 0) log.info(`${hostName(inputs.host)}: will be installed: ${missing.join(', ')}`)
}

async function missingOf(host: Host, inputs: PackagesInputs): Promise<string[]> {
  if (await isProvided(host, inputs)) return []
  const versions = await versionsOf(host, inputs.names)
  return inputs.names.filter(name => !(name in versions))
}

/** Whether the program that the packages are for came from somewhere else. */
async function isProvided(host: Host, { unlessProgram }: PackagesInputs): Promise<boolean> {
  if (unlessProgram === undefined) return false
  const command = script('command -v "$1" >/dev/null', unlessProgram)
  return (await host.run({ name: `look for ${unlessProgram}`, command, mayEndWith: [1, 127] })).status === 0
}

async function versionsOf(host: Host, names: readonly string[]): Promise<Record<string, string>> {
  const command = ['dpkg-query', '-W', '-f', FORMAT, ...names]
  const { stdout } = await host.run({ name: 'look at packages', command, mayEndWith: [1] })
  const installed = stdout.split('\n').filter(line => line.startsWith('installed '))
  return Object.fromEntries(installed.map(line => line.split(' ').slice(1) as [string, string]))
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg-query fills it in
const FORMAT = '${db:Status-Status} ${Package} ${Version}\\n'

/** Nobody answers questions, and changed configuration files stay as they are. */
const quiet = (command: Command): Command =>
  withEnvironment({ DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C', NEEDRESTART_MODE: 'a' }, command)

// A deployment that was cut short may have left an apt-get at work, and dpkg does not wait for its lock.
const FINISH = `
for try in $(seq 600); do
  said=$(dpkg --configure -a 2>&1) && exit 0
  case $said in *'locked by another process'*) sleep 1 ;; *) break ;; esac
done
printf '%s\\n' "$said" >&2
exit 1
`

const APT_OPTIONS = [
  '-o',
  'DPkg::Lock::Timeout=300',
  '-o',
  'Dpkg::Options::=--force-confdef',
  '-o',
  'Dpkg::Options::=--force-confold',
  '--no-install-recommends',
]

const MIRROR_FILE = '/run/slipstream-mirror.list'

const MIRROR_OPTIONS = ['-o', `Dir::Etc::sourcelist=${MIRROR_FILE}`, '-o', 'Dir::Etc::sourceparts=-']

const USE_MIRROR = `
case $1 in
  deb\\ *) line=$1 ;;
  *)
    . /etc/os-release
    components=main
    [ "$ID" != ubuntu ] || components='main universe'
    line="deb $1 $VERSION_CODENAME $components"
    ;;
esac
printf '%s\\n' "$line" >${MIRROR_FILE}
`

const keyOf = (name: string): string => ledgerKey('package', name)

const entryOf = (name: string): [string, string] => [keyOf(name), name]

const NOTE = 'while [ $# -gt 0 ]; do is_made "$1" || remember "$1" "$2"; shift 2; done'

const RECALL = 'for entry in "$ledger"/package.*; do [ ! -e "$entry" ] || cat "$entry"; done'

const FORGET = 'for key; do forget "$key"; done'
