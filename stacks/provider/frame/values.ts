import structs from 'google-protobuf/google/protobuf/struct_pb.js'

/** What the engine sends where a value is not known yet, in a preview (`UnknownValue` of Pulumi's Node.js SDK). */
export const UNKNOWN = '04da6b54-80e4-46f7-96ec-b56ff0331ba9'

const SIGNATURE = '4dabf18193072939515e22adb298388d'
const SECRET = '1b47061264138c4ac30d75fd1eb44270'

export type Properties = Readonly<Record<string, unknown>>

/** The way to a value: names of members and indices of lists. */
export type Path = readonly (string | number)[]

/** Properties without the engine's wrapping, and where it was. */
export interface Unwrapped {
  readonly value: Properties
  readonly secrets: readonly Path[]
}

export function decode(struct: structs.Struct | undefined): Unwrapped {
  return unwrap((struct?.toJavaScript() ?? {}) as Properties)
}

/** Wraps what lies at the paths as secrets again. What has no place in protobuf (undefined) is left out. */
export function encode(value: Properties, secrets: readonly Path[] = []): structs.Struct {
  return structs.Struct.fromJavaScript(wrap(value, secrets) as Record<string, structs.JavaScriptValue>)
}

export function unwrap(properties: Properties): Unwrapped {
  const secrets: Path[] = []
  const value = unwrapAt(properties, [], secrets) as Properties
  return { value, secrets }
}

export function wrap(properties: Properties, secrets: readonly Path[]): Properties {
  const withoutGaps = JSON.parse(JSON.stringify(properties)) as Properties
  return secrets.reduce(wrapAt, withoutGaps)
}

/** The members in which nothing is unknown. */
export function knownOf(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([, value]) => isKnown(value)))
}

export function isKnown(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.values(value).every(isKnown)
  return value !== UNKNOWN
}

/** Every text at or below the paths, for what must not be shown. */
export function textsAt(properties: Properties, paths: readonly Path[]): string[] {
  return paths.flatMap(path => textsOf(valueAt(properties, path)))
}

export function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, key) => (isRecord(inner) ? inner[key] : undefined), value)
}

function unwrapAt(value: unknown, path: Path, secrets: Path[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => unwrapAt(item, [...path, index], secrets))
  if (!isRecord(value)) return value
  if (value[SIGNATURE] === SECRET) {
    secrets.push(path)
    return unwrapAt(value['value'], path, secrets)
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, unwrapAt(inner, [...path, key], secrets)]),
  )
}

function wrapAt(value: unknown, path: Path): Properties {
  return replaceAt(value, path, inner => ({ [SIGNATURE]: SECRET, value: inner })) as Properties
}

function replaceAt(value: unknown, [key, ...rest]: Path, change: (value: unknown) => unknown): unknown {
  if (key === undefined) return isSecret(value) ? value : change(value)
  if (!isRecord(value) || value[key] === undefined || isSecret(value)) return value
  const replaced = replaceAt(value[key], rest, change)
  return Array.isArray(value)
    ? value.map((item, index) => (index === key ? replaced : item))
    : { ...value, [key]: replaced }
}

function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return isRecord(value) ? Object.values(value).flatMap(textsOf) : []
}

const isSecret = (value: unknown): boolean => isRecord(value) && value[SIGNATURE] === SECRET

const isRecord = (value: unknown): value is Record<string | number, unknown> =>
  typeof value === 'object' && value !== null
