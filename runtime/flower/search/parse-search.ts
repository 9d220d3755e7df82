import { BadSearch } from '../errors.ts'
import { secondsOf } from './read-time.ts'

/** A search of tasks. All terms have to fit, but of several states (workers, names) one is enough. */
export interface TaskSearch {
  /** Terms without a name: anywhere in the task. */
  readonly words: readonly string[]
  /** Parts of that field. */
  readonly parts: Readonly<Record<PartField, readonly string[]>>
  /** One of these exactly, whatever their case. */
  readonly choices: Readonly<Record<ChoiceField, readonly string[]>>
  /** `name=value` of keyword arguments. */
  readonly kwargs: readonly (readonly [name: string, value: string])[]
  /** Seconds since the epoch. */
  readonly times: Readonly<Partial<Record<TimeField, number>>>
}

const PART_FIELDS = ['args', 'result', 'uuid', 'exception', 'dag', 'run', 'task'] as const
const CHOICE_FIELDS = ['state', 'worker', 'name'] as const
export const TIME_FIELDS = ['received-start', 'received-end', 'started-start', 'started-end'] as const
export type PartField = (typeof PART_FIELDS)[number]
export type ChoiceField = (typeof CHOICE_FIELDS)[number]
export type TimeField = (typeof TIME_FIELDS)[number]

/** All that may stand before a colon. */
export const SEARCH_FIELDS: readonly string[] = [...CHOICE_FIELDS, 'kwargs', ...PART_FIELDS, ...TIME_FIELDS]

/**
 * Reads Flower's filter language: `state:FAILURE`, `args:foo`, `kwargs:name=value`, `result:foo`, `uuid:…`, times such
 * as `received-start:"2026-11-22 10:00"` in UTC, and free words, parted by spaces or commas; quotes keep both together.
 * Beyond Flower's, `dag:`, `run:`, `task:`, `name:`, `worker:` and `exception:`. @throws BadSearch
 */
export function parseSearch(text: string): TaskSearch {
  const terms = (text.match(TERM) ?? []).map(termOf)
  const valuesOf = (field: string | null): string[] =>
    terms.filter(term => term.field === field).map(term => term.value)
  return {
    words: valuesOf(null),
    parts: fieldsOf(PART_FIELDS, valuesOf),
    choices: fieldsOf(CHOICE_FIELDS, valuesOf),
    kwargs: valuesOf('kwargs').map(keywordOf),
    times: Object.fromEntries(
      TIME_FIELDS.flatMap(field => valuesOf(field).map(value => [field, secondsOf(field, value)])),
    ),
  }
}

const TERM = /(?:[^\s,"]|"(?:\\.|[^"\\])*")+/g

interface Term {
  readonly field: string | null
  readonly value: string
}

/** A colon after another word, as in a run id, is part of the word. */
function termOf(text: string): Term {
  const [, field = '', value = ''] = /^([a-z-]+):(.*)$/s.exec(text) ?? []
  return SEARCH_FIELDS.includes(field)
    ? { field, value: withoutQuotes(value) }
    : { field: null, value: withoutQuotes(text) }
}

const withoutQuotes = (text: string): string =>
  text.replace(/"((?:\\.|[^"\\])*)"/g, (_, inside: string) => inside.replace(/\\(.)/g, '$1'))

const fieldsOf = <F extends string>(fields: readonly F[], valuesOf: (field: F) => string[]): Record<F, string[]> =>
  Object.fromEntries(fields.map(field => [field, valuesOf(field)])) as Record<F, string[]>

function keywordOf(text: string): readonly [string, string] {
  const [, name, value] = /^\s*([^=]+?)\s*=\s*(.*?)\s*$/.exec(text) ?? []
  if (name !== undefined && value !== undefined) return [name, value]
  throw new BadSearch(`The term kwargs:${text} lacks a value: write kwargs:name=value`)
}
