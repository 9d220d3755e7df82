import { createHash } from 'node:crypto'
import { absolutePath, anyText, hostAccess, linuxName, listOf, octalMode, optional } from '../frame/fields.ts'
import { byPath } from '../frame/imports.ts'
import type { Context, Resource } from '../frame/resource.ts'
import { type RemoteText, readText, removeFile, writeText } from '../host/files.ts'
import { hostName } from '../host/host-name.ts'
import { tellChange } from '../host/tell-change.ts'
import type { RemoteFileInputs, RemoteFileOutputs } from '../types/system.ts'

type Inputs = Required<RemoteFileInputs>

export const remoteFile: Resource<Inputs, RemoteFileOutputs> = {
  fields: {
    host: hostAccess,
    path: absolutePath,
    content: anyText,
    owner: optional(linuxName, 'root'),
    group: optional(linuxName, 'root'),
    mode: optional(octalMode),
    masks: optional(listOf(anyText), []),
  },
  computed: ['sha256'],
  replaceOn: ['host.address', 'path'],
  inert: ['host', 'masks'],
  partlySecret: ['content'],
  id: ({ host, path }) => `${host.address}:${path}`,
  imports: byPath,
  complete: (_inputs, isSecret) => ({ mode: isSecret('content') ? '0600' : '0644' }),
  expect: ({ content }) => (content === undefined ? {} : { sha256: sha256Of(content) }),
  preview: { needs: ['host', 'path', 'content', 'owner', 'group', 'mode'], tell },
  create: write,
  read: async (context, { inputs }) => {
    const found = await readText(context.openHost(inputs.host), inputs.path)
    return (
      found && { inputs: { ...inputs, ...asDeclared(found, inputs) }, outputs: { sha256: sha256Of(found.content) } }
    )
  },
  update: write,
  delete: ({ openHost }, { inputs }) => removeFile(openHost(inputs.host), inputs.path),
}

async function write({ openHost }: Context, { host, ...file }: Inputs): Promise<RemoteFileOutputs> {
  await writeText(openHost(host), file)
  return { sha256: sha256Of(file.content) }
}

async function tell(context: Context, { host, path, ...wanted }: Inputs): Promise<void> {
  const found = await readText(context.openHost(host), path)
  const name = `${hostName(host)}:${path}`
  tellChange(context, { name, before: found?.content ?? null, after: wanted.content })
  const [before, after] = [found && attributesOf(asDeclared(found, wanted)), attributesOf(wanted)]
  if (before !== after) context.log.info(`${name}: ${before === null ? '' : `${before} -> `}${after}`)
}

/** A mode may be written 644 or 0644: where it means the same, it is as declared. */
function asDeclared(found: RemoteText, { mode }: { readonly mode: string }): RemoteText {
  return Number.parseInt(found.mode, 8) === Number.parseInt(mode, 8) ? { ...found, mode } : found
}

const attributesOf = ({ owner, group, mode }: Omit<RemoteText, 'content'>): string => `${owner}:${group} ${mode}`

const sha256Of = (content: string): string => createHash('sha256').update(content).digest('hex')
