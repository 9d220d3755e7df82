import { DeploymentError } from '../errors.ts'
import { type Difference, differencesOf } from './differences.ts'
import { type Failure, failuresOf, withFallbacks } from './fields.ts'
import { identified } from './imports.ts'
import type { Context, Recorded, Resource } from './resource.ts'
import type { Session } from './session.ts'
import { isKnown, knownOf, type Path, type Properties, textsAt, UNKNOWN, type Unwrapped } from './values.ts'

/** A resource as the frame sees it: what its properties are is for its fields to say. */
export type AnyResource = Resource<Properties, Properties>

/** What the engine keeps of a resource: inputs and outputs as they went over the wire. */
export interface Kept {
  readonly inputs: Unwrapped
  readonly outputs: Unwrapped
}

export interface Operation {
  readonly session: Session
  readonly resource: AnyResource
  readonly urn: string
  /** Of the program's customTimeouts; 0 where there is none. */
  readonly timeoutSeconds: number
}

export interface Checked {
  readonly inputs: Unwrapped
  readonly failures: readonly Failure[]
}

export interface Made {
  readonly id: string
  readonly outputs: Unwrapped
}

export interface Found extends Made {
  readonly inputs: Unwrapped
}

export function check(resource: AnyResource, news: Unwrapped): Checked {
  const isSecret = (key: string) => news.secrets.some(([first]) => first === key)
  const filled = withFallbacks(resource.fields, news.value)
  const completed = { ...resource.complete?.(knownOf(filled), isSecret), ...filled }
  return { inputs: { ...news, value: completed }, failures: failuresOf(resource.fields, completed) }
}

export function diff(resource: AnyResource, old: Kept, news: Unwrapped): Difference[] {
  const { replaceOn, inert } = resource
  const changed = differencesOf({ old: old.inputs.value, news: news.value, replaceOn, inert })
  const drifted = resource.drifted?.(recorded(old)) ?? []
  return [...changed, ...drifted.map(path => ({ path, kind: 'update' as const, isReplacing: false }))]
}

export async function create(operation: Operation, news: Unwrapped): Promise<Made> {
  const { resource } = operation
  const outputs = await within(operation, [news], context => resource.create(context, news.value))
  return { id: resource.id(news.value), outputs: outputsOf(resource, news, outputs) }
}

/** What creating or updating would give, as far as it is known; what it would change is told in the log. */
export async function preview(operation: Operation, news: Unwrapped, old: Kept | null): Promise<Made> {
  const { resource } = operation
  const known = knownOf(news.value)
  const tells = resource.preview?.needs.every(key => key in known) === true
  if (tells) {
    await within(operation, old === null ? [news] : [news, old.inputs], async context => {
      await resource.preview?.tell(context, known, old === null ? null : recorded(old))
    })
  }
  const unknown = Object.fromEntries(resource.computed.map(key => [key, UNKNOWN]))
  const outputs = outputsOf(resource, news, { ...unknown, ...resource.expect?.(known) })
  return { id: isKnown(news.value) ? resource.id(news.value) : '', outputs }
}

/** What there is now, with what it was recorded with or, for an import, with what the id says; null where it is gone. */
export async function read(operation: Operation, id: string, recordedOld: Kept): Promise<Found | null> {
  const { resource } = operation
  const isImport = Object.keys(recordedOld.inputs.value).length === 0
  const old = isImport ? keptOfId(operation, id) : recordedOld
  const found = await within(operation, [old.inputs], context => resource.read(context, recorded(old)))
  if (found === null && isImport)
    throw new DeploymentError(`Cannot import ${id} as ${typeOf(operation.urn)}: there is none on that host`)
  if (found === null) return null
  const inputs = { ...old.inputs, value: found.inputs }
  return { id: isImport ? resource.id(found.inputs) : id, inputs, outputs: outputsOf(resource, inputs, found.outputs) }
}

function keptOfId({ resource, urn }: Operation, id: string): Kept {
  const value = identified(id, typeOf(urn), resource.imports)
  const { inputs, failures } = check(resource, { value, secrets: [] })
  const wrong = failures.find(({ property }) => property in value)
  if (wrong !== undefined)
    throw new DeploymentError(`Cannot import ${id} as ${typeOf(urn)}: ${wrong.property}: ${wrong.reason}`)
  return { inputs, outputs: { value: {}, secrets: [] } }
}

export async function update(operation: Operation, news: Unwrapped, old: Kept): Promise<Made> {
  const { resource } = operation
  const outputs = await within(operation, [news, old.inputs], context =>
    resource.update(context, news.value, recorded(old)),
  )
  return { id: resource.id(news.value), outputs: outputsOf(resource, news, outputs) }
}

export function remove(operation: Operation, old: Kept): Promise<void> {
  return within(operation, [old.inputs], context => operation.resource.delete(context, recorded(old)))
}

const recorded = ({ inputs, outputs }: Kept): Recorded<Properties, Properties> => ({
  inputs: inputs.value,
  outputs: outputs.value,
})

async function within<T>(
  { session, resource, urn, timeoutSeconds }: Operation,
  sources: readonly Unwrapped[],
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const secrets = sources.flatMap(source => secretTexts(resource, source))
  const context = session.contextFor({ urn, timeoutSeconds, secrets })
  try {
    return await work(context)
  } finally {
    await context.log.flush()
  }
}

function secretTexts({ partlySecret = [] }: AnyResource, { value, secrets }: Unwrapped): string[] {
  const hasMasks = Array.isArray(value['masks']) && value['masks'].length > 0
  const whole = secrets.filter(([key]) => !hasMasks || !partlySecret.includes(`${key}`))
  return textsAt(value, [...whole, ...ALWAYS_SECRET])
}

/** Of a program that forgot to mark them. `masks` are the secrets within a longer text. */
const ALWAYS_SECRET: readonly Path[] = [
  ['host', 'privateKey'],
  ['host', 'passphrase'],
  ['host', 'sudoPassword'],
  ['server', 'password'],
  ['api', 'password'],
  ['password'],
  ['masks'],
]

/** The outputs hold what there should be and what came of it. A secret input is a secret output. */
function outputsOf(resource: AnyResource, inputs: Unwrapped, outputs: Properties): Unwrapped {
  const kept = Object.entries(inputs.value).filter(([key]) => !resource.inert.includes(key))
  const secretKeys = [...inputs.secrets.map(([first]) => first), ...(resource.secretOutputs ?? [])]
  const secrets = [...new Set(secretKeys)].filter(key => key !== undefined).map(key => [key])
  return { value: { ...Object.fromEntries(kept), ...outputs }, secrets }
}

/** urn:pulumi:STACK::PROJECT::PARENT$TYPE::NAME */
export const typeOf = (urn: string): string => urn.split('::')[2]?.split('$').at(-1) ?? ''
