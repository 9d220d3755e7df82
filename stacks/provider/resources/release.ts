import { absolutePath, hostAccess, integer, linuxName, matching, optional, sha256, text } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { DISCARD_UPLOAD, uploadChecked } from '../host/checked-upload.ts'
import type { Host } from '../host/host.ts'
import { hostName } from '../host/host-name.ts'
import { foldersUp, ledgerScript } from '../host/ledger.ts'
import { script } from '../shell.ts'
import type { ReleaseInputs, ReleaseOutputs } from '../types/system.ts'

type Inputs = Required<ReleaseInputs>

export const release: Resource<Inputs, ReleaseOutputs> = {
  fields: {
    host: hostAccess,
    name: matching(/^[a-z][a-z0-9-]*$/, 'a name in small letters, as in runtime'),
    archive: text,
    sha256,
    folder: absolutePath,
    keep: optional(integer(1, 100), 5),
    owner: optional(linuxName, 'root'),
    group: optional(linuxName, 'root'),
  },
  computed: ['releaseId', 'path', 'current'],
  replaceOn: ['host.address', 'folder'],
  inert: ['host', 'archive', 'keep'],
  id: ({ host, folder }) => `${host.address}:${folder}`,
  expect: inputs => (inputs.folder === undefined || inputs.sha256 === undefined ? {} : outputsOf(inputs as Inputs)),
  drifted: ({ inputs, outputs }) => (outputs.releaseId === releaseId(inputs) ? [] : ['releaseId']),
  preview: { needs: ['host', 'name', 'folder', 'sha256'], tell },
  create: install,
  read: async ({ openHost }, { inputs }) => {
    const current = await currentOf(openHost(inputs.host), inputs.folder)
    return current === null ? null : { inputs, outputs: { ...outputsOf(inputs), releaseId: current } }
  },
  update: install,
  delete: async ({ openHost }, { inputs: { host, name, folder } }) => {
    await openHost(host).run({
      name: `remove all releases of ${name}`,
      command: ledgerScript(REMOVE, ...foldersUp(folder)),
      timeoutSeconds: 300,
    })
  },
}

async function install(context: Context, inputs: Inputs): Promise<ReleaseOutputs> {
  const host = context.openHost(inputs.host)
  const { name, folder, owner, group, keep } = inputs
  const id = releaseId(inputs)
  await host.alone(folder, async () => {
    if (!(await isThere(host, folder, id))) await unpack(context, host, inputs)
    await host.run({
      name: `switch ${name} to ${id}`,
      command: script(SWITCH, folder, id, `${keep}`, `${owner}:${group}`),
      timeoutSeconds: 300,
    })
  })
  return outputsOf(inputs)
}

async function unpack(context: Context, host: Host, inputs: Inputs): Promise<void> {
  const { name, folder, owner, group } = inputs
  const file = { what: `the ${name} release`, path: inputs.archive, sha256: inputs.sha256 }
  const archive = await uploadChecked(context, host, file)
  await host.run({
    name: `unpack ${name} ${releaseId(inputs)}`,
    command: ledgerScript(UNPACK, archive, releaseId(inputs), `${owner}:${group}`, ...foldersUp(folder)),
    timeoutSeconds: 600,
  })
}

async function tell({ openHost, log }: Context, inputs: Inputs): Promise<void> {
  const { host, folder, name } = inputs
  const current = await currentOf(openHost(host), folder)
  const id = releaseId(inputs)
  if (current !== id) log.info(`${hostName(host)}: ${name} release ${current ?? '(none)'} -> ${id}`)
}

async function isThere(host: Host, folder: string, id: string): Promise<boolean> {
  const command = ['test', '-d', `${folder}/releases/${id}`]
  return (await host.run({ name: 'look for the release', command, mayEndWith: [1] })).status === 0
}

/** The id that the link names; null where there is no release behind it. */
async function currentOf(host: Host, folder: string): Promise<string | null> {
  const command = script('[ ! -d "$1/" ] || readlink "$1"', `${folder}/current`)
  const target = await host.ask({ name: 'look at the release', command })
  return target === '' ? null : (target.split('/').at(-1) ?? null)
}

const releaseId = (inputs: Pick<Inputs, 'sha256'>): string => inputs.sha256.slice(0, 16)

function outputsOf(inputs: Pick<Inputs, 'sha256' | 'folder'>): ReleaseOutputs {
  const id = releaseId(inputs)
  return { releaseId: id, path: `${inputs.folder}/releases/${id}`, current: `${inputs.folder}/current` }
}

// A release appears under its name when it is whole and on the disk. What a deployment that was cut short has begun here
// may still be at work.
const UNPACK = `
archive=$1
id=$2
owner=$3
shift 3
make_folders "$@"
umask 022
mkdir -p "$1/releases"
exec 9<"$1/releases"
flock 9
if [ ! -d "$1/releases/$id" ]; then
  rm -rf "$1/releases/.new"
  mkdir "$1/releases/.new"
  tar -x --no-same-owner -f "$archive" -C "$1/releases/.new"
  chown -R "$owner" "$1/releases/.new"
  chown "$owner" "$1" "$1/releases"
  sync -f "$1/releases/.new"
  mv -T "$1/releases/.new" "$1/releases/$id"
fi
${DISCARD_UPLOAD}`

// The time of a release is when it was last switched to. The one that is current is among those kept.
const SWITCH = `
set -eu
cd "$1"
touch "releases/$2"
if [ "$(readlink current || :)" != "releases/$2" ]; then
  rm -f .current
  ln -s "releases/$2" .current
  chown -h "$4" .current
  mv -fT .current current
  sync .
fi
ls -1t releases | tail -n "+$(($3 + 1))" | while IFS= read -r old; do rm -rf "releases/$old"; done
`

const REMOVE = `
rm -rf "$1/releases" "$1/current" "$1/.current"
remove_folders "$@" || :
`
