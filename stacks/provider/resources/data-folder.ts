import { dirname } from 'node:path'
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
    const command = ledgerScript(REMOVE, deletedOnDestroy ? 'all' : '', ...placesOf(path))
    const kept = await openHost(host).ask({ name: `remove ${path}`, command, timeoutSeconds: 600 })
    if (kept !== '') log.info(`${host.address}: ${path} stays with the data in it`)
  },
}

async function make({ openHost }: Context, { host, path }: Inputs): Promise<Record<never, never>> {
  await openHost(host).run({ name: `make ${path}`, command: ledgerScript(MAKE, path, ...placesOf(path)) })
  return {}
}

/** The folder and those above it, each with its entry in the ledger. */
function placesOf(path: string): string[] {
  const parent = dirname(path)
  return path === parent ? [] : [path, ledgerKey('folder', path), ...placesOf(parent)]
}

const MAKE = `
folder=$1
shift
while [ $# -gt 0 ]; do
  [ -d "$1" ] || is_made "$2" || remember "$2" "$1"
  shift 2
done
(umask 022; mkdir -p "$folder")
`

// A folder above goes with the last one in it: another server's data may still be there.
const REMOVE = `
if [ "$1" = all ]; then rm -rf --one-file-system "$2"; fi
shift
if [ -d "$1" ] && ! rmdir "$1" 2>/dev/null; then echo kept; exit 0; fi
while [ $# -gt 0 ]; do
  if is_made "$2"; then
    [ ! -d "$1" ] || rmdir "$1" 2>/dev/null || break
    forget "$2"
  fi
  shift 2
done
`
