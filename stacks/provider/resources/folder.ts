import { absolutePath, flag, hostAccess, linuxName, octalMode, optional } from '../frame/fields.ts'
import { byPath } from '../frame/imports.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { makeFolder, removeFolder } from '../host/folders.ts'
import { hostName } from '../host/host-name.ts'
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
  imports: byPath,
  create: make,
  read: async ({ openHost }, { inputs }) => {
    const attributes = await openHost(inputs.host).ask({
      name: `look at ${inputs.path}`,
      command: script('[ ! -d "$1" ] || stat -L -c "%U %G %a" "$1"', inputs.path),
    })
    return attributes === '' ? null : { inputs: { ...inputs, ...declared(attributes, inputs) }, outputs: {} }
  },
  update: make,
  delete: async ({ openHost, log }, { inputs: { path, host, deleteContents } }) => {
    const reason = await removeFolder(openHost(host), path, deleteContents)
    if (reason !== '') log.info(`${hostName(host)}: ${path} stays: ${reason}`)
  },
}

async function make({ openHost }: Context, { host, path, owner, group, mode }: Inputs): Promise<Record<never, never>> {
  await makeFolder(openHost(host), path, { ownership: `${owner}:${group}`, mode })
  return {}
}

function declared(attributes: string, { mode }: Inputs): Pick<Inputs, 'owner' | 'group' | 'mode'> {
  const [owner = '', group = '', found = ''] = attributes.split(' ')
  const isSame = Number.parseInt(found, 8) === Number.parseInt(mode, 8)
  return { owner, group, mode: isSame ? mode : found.padStart(4, '0') }
}
