import { absolutePath, flag, hostAccess, linuxName, octalMode, optional } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { ledgerKey, ledgerScript } from '../host/ledger.ts'
import { script } from '../shell.ts'
import type { FolderInputs } from '../types/system.ts'

type Inputs = Required<FolderInputs>

export const folder: Resource<Inputs> = {
  fields: {
    host: hostAccess,
    path: absolutePath,
    owner: optional(linuxName, 'root'),
    group: optional(linuxName, 'root'),
    mode: optional(octalMode, '0755'),
    deleteContents: optional(flag, false),
  },
  computed: [],
  replaceOn: ['host.address', 'path'],
  inert: ['host', 'deleteContents'],
  id: ({ host, path }) => `${host.address}:${path}`,
  create: make,
  read: async ({ openHost }, { inputs }) => {
    const attributes = await openHost(inputs.host).ask({
      name: `look at ${inputs.path}`,
      command: script('[ ! -d "$1" ] || stat -L -c "%U %G %a" "$1"', inputs.path),
    })
    return attributes === '' ? null : { inputs: { ...inputs, ...declared(attributes, inputs) }, outputs: {} }
  },
  update: make,
  delete: async ({ openHost, log }, { inputs }) => {
    const { path, host, deleteContents } = inputs
    const kept = await openHost(host).ask({
      name: `remove ${path}`,
      command: ledgerScript(REMOVE, path, ledgerKey('folder', path), deleteContents ? 'all' : ''),
      timeoutSeconds: 300,
    })
    if (kept !== '') log.info(`${host.address}: ${path} stays: ${kept}`)
  },
}

async function make({ openHost }: Context, { host, path, owner, group, mode }: Inputs): Promise<Record<never, never>> {
  await openHost(host).run({
    name: `make ${path}`,
    command: ledgerScript(MAKE, path, `${owner}:${group}`, mode, ledgerKey('folder', path)),
  })
  return {}
}

function declared(attributes: string, { mode }: Inputs): Pick<Inputs, 'owner' | 'group' | 'mode'> {
  const [owner = '', group = '', found = ''] = attributes.split(' ')
  const isSame = Number.parseInt(found, 8) === Number.parseInt(mode, 8)
  return { owner, group, mode: isSame ? mode : found.padStart(4, '0') }
}

// What is remembered is the topmost folder that was made: its parents go again with it.
const MAKE = `
if [ ! -d "$1" ]; then
  [ ! -e "$1" ] || { echo "$1 is there and is no folder" >&2; exit 1; }
  top=$1
  while [ ! -e "\${top%/*}/" ]; do top=\${top%/*}; done
  is_made "$4" || remember "$4" "$top"
  (umask 022; mkdir -p "$1")
fi
chown "$2" "$1"
chmod "$3" "$1"
`

const REMOVE = `
if [ "$3" = all ]; then rm -rf --one-file-system "$1"; fi
if is_made "$2"; then
  top=$(recall "$2")
  folder=$1
  [ ! -d "$1" ] || rmdir "$1" 2>/dev/null || echo 'there is something in it'
  while [ "$folder" != "$top" ] && [ ! -d "$folder" ]; do
    folder=\${folder%/*}
    rmdir "$folder" 2>/dev/null || break
  done
  forget "$2"
elif [ -d "$1" ]; then
  echo 'it was there before'
fi
`
