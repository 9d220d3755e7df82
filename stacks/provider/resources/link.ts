import { absolutePath, hostAccess } from '../frame/fields.ts'
import { byPath } from '../frame/imports.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { hostName } from '../host/host-name.ts'
import { ledgerKey, ledgerScript } from '../host/ledger.ts'
import { script } from '../shell.ts'
import type { LinkInputs } from '../types/containers.ts'

export const link: Resource<LinkInputs> = {
  fields: { host: hostAccess, path: absolutePath, target: absolutePath },
  computed: [],
  replaceOn: ['host.address', 'path'],
  inert: ['host'],
  id: ({ host, path }) => `${host.address}:${path}`,
  imports: byPath,
  preview: { needs: ['host', 'path', 'target'], tell },
  create: make,
  read: async ({ openHost }, { inputs }) => {
    const command = script('[ ! -h "$1" ] || readlink "$1"', inputs.path)
    const target = await openHost(inputs.host).ask({ name: `look at ${inputs.path}`, command })
    return target === '' ? null : { inputs: { ...inputs, target }, outputs: {} }
  },
  update: make,
  delete: async ({ openHost }, { inputs: { host, path } }) => {
    const command = ledgerScript(REMOVE, path, ledgerKey('link', path))
    await openHost(host).run({ name: `remove ${path}`, command })
  },
}

async function make({ openHost }: Context, { host, path, target }: LinkInputs): Promise<Record<never, never>> {
  const command = ledgerScript(MAKE, path, target, ledgerKey('link', path))
  await openHost(host).run({ name: `link ${path} to ${target}`, command })
  return {}
}

async function tell({ openHost, log }: Context, { host, path, target }: LinkInputs): Promise<void> {
  const command = script('if [ -h "$1" ]; then readlink "$1"; elif [ -e "$1" ]; then echo "(not a link)"; fi', path)
  const found = await openHost(host).ask({ name: `look at ${path}`, command })
  if (found !== target) log.info(`${hostName(host)}: ${path} -> ${target}${found === '' ? '' : ` (was ${found})`}`)
}

// An empty folder gives way: it holds nothing that could be lost.
const MAKE = `
if [ ! -h "$1" ] && [ -d "$1" ]; then
  rmdir "$1" 2>/dev/null || { echo "$1 is a folder with files in it. Move them away, then deploy again." >&2; exit 1; }
elif [ ! -h "$1" ] && [ -e "$1" ]; then
  echo "$1 is there and is no link. Move it away, then deploy again." >&2
  exit 1
fi
[ -h "$1" ] || remember "$3" "$1"
ln -sfn "$2" "$1.new"
mv -fT "$1.new" "$1"
`

const REMOVE = `
if is_made "$2"; then
  [ ! -h "$1" ] || rm -f "$1"
  forget "$2"
fi
`
