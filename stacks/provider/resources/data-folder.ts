import { absolutePath, flag, hostAccess, optional } from '../frame/fields.ts'
import { byPath } from '../frame/imports.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { makeFolder, removeFolder } from '../host/folders.ts'
import { hostName } from '../host/host-name.ts'
import type { DataFolderInputs } from '../types/containers.ts'

type Inputs = Required<DataFolderInputs>

export const dataFolder: Resource<Inputs> = {
  fields: { host: hostAccess, path: absolutePath, deletedOnDestroy: optional(flag, false) },
  computed: [],
  replaceOn: ['host.address', 'path'],
  inert: ['host', 'deletedOnDestroy'],
  id: ({ host, path }) => `${host.address}:${path}`,
  imports: byPath,
  create: make,
  read: async ({ openHost }, { inputs }) => {
    const step = { name: `look at ${inputs.path}`, command: ['test', '-d', inputs.path], mayEndWith: [1] }
    return (await openHost(inputs.host).run(step)).status === 0 ? { inputs, outputs: {} } : null
  },
  update: make,
  delete: async ({ openHost, log }, { inputs: { host, path, deletedOnDestroy } }) => {
    const reason = await removeFolder(openHost(host), path, deletedOnDestroy)
    if (reason !== '') log.info(`${hostName(host)}: ${path} stays: ${reason}`)
  },
}

async function make({ openHost }: Context, { host, path }: Inputs): Promise<Record<never, never>> {
  await makeFolder(openHost(host), path)
  return {}
}
