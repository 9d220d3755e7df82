import { isDeepStrictEqual } from 'node:util'
import { isKnown, type Properties, valueAt } from './values.ts'

export type Kind = 'add' | 'update' | 'delete'

/** One input that is not what it was. */
export interface Difference {
  /** As in `server.port`. */
  readonly path: string
  readonly kind: Kind
  readonly isReplacing: boolean
}

export interface Comparison {
  readonly old: Properties
  readonly news: Properties
  readonly replaceOn: readonly string[]
  readonly inert: readonly string[]
}

/** What a deployment has to do something about. An input that is not known yet counts as changed, but replaces nothing. */
export function differencesOf({ old, news, replaceOn, inert }: Comparison): Difference[] {
  const replacing = replaceOn.filter(path => isReplaced(old, news, path))
  const keys = [...new Set([...Object.keys(old), ...Object.keys(news)])]
  const changed = keys.filter(key => !inert.includes(key) && !isDeepStrictEqual(old[key], news[key]))
  const plain = changed.filter(key => !replacing.includes(key))
  return [
    ...replacing.map(path => ({ path: alternativesOf(path)[0] as string, kind: 'update' as const, isReplacing: true })),
    ...plain.map(path => ({ path, kind: kindOf(old[path], news[path]), isReplacing: false })),
  ]
}

function isReplaced(old: Properties, news: Properties, path: string): boolean {
  const [before, after] = [firstAt(old, path), firstAt(news, path)]
  return isKnown(after) && !isDeepStrictEqual(before, after)
}

const firstAt = (properties: Properties, path: string): unknown =>
  alternativesOf(path)
    .map(each => valueAt(properties, each.split('.')))
    .find(value => value !== undefined)

const alternativesOf = (path: string): string[] => path.split(' ?? ')

function kindOf(before: unknown, after: unknown): Kind {
  if (before === undefined) return 'add'
  return after === undefined ? 'delete' : 'update'
}
