import { absolutePath, flag, hostAccess, optional } from '../frame/fields.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { ledgerKey, ledgerScript } from '../host/ledger.ts'
import type { DataFolderInputs } from '../types/containers.ts'

type Inputs = Required<DataFolderInputs>

export const dataFolder: Resource<Inputs> = {
  fields: { host: hostAccess, path: absolutePath, deletedOnDestroy: optional(flag, false) },
  computed: [],
  replaceOn: ['host.address', 'path'],
  inert: ['host', 'deletedOnDestroy'],
  id: ({ host, path }) => `${host.address}:${path}`,
  create: make,
  read: async ({ openHost }, { inputs }) => {
    const step = { name: `look at ${inputs.path}`, command: ['test', '-d', inputs.path], mayEndWith: [1] }
    return (await openHost(inputs.host).run(step)).status === 0 ? { inputs, outputs: {} } : null
  },
  update: make,
  delete: async ({ openHost, log }, { inputs: { host, path, deletedOnDestroy } }) => {
    const words = [path, ledgerKey('folder', path), deletedOnDestroy ? 'all' : '']
    const command = ledgerScript(REMOVE, ...words)
    const kept = await openHost(host).ask({ name: `remove ${path}`, command, timeoutSeconds: 600 })
    if (kept !== '') log.info(`${host.address}: ${path} stays with the data in it`)
  },
}

async function make({ openHost }: Context, { host, path }: Inputs): Promise<Record<never, never>> {
  await openHost(host).run({ name: `make ${path}`, command: ledgerScript(MAKE, path, ledgerKey('folder', path)) })
  return {}
}

// What is remembered is the topmost folder that was made: its parents go again with it.
const MAKE = `
if [ ! -d "$1" ]; then
  top=$1
  while [ ! -e "\${top%/*}/" ]; do top=\${top%/*}; done
  is_made "$2" || remember "$2" "$top"
  (umask 022; mkdir -p "$1")
fi
`

const REMOVE = `
if [ "$3" = all ]; then rm -rf --one-file-system "$1"; fi
if [ -d "$1" ] && ! rmdir "$1" 2>/dev/null; then echo kept; exit 0; fi
if is_made "$2"; then
  top=$(recall "$2")
  folder=$1
  while [ "$folder" != "$top" ]; do
    folder=\${folder%/*}
    rmdir "$folder" 2>/dev/null || break
  done
  forget "$2"
fi
`
