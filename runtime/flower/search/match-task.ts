import type { TaskRecord } from '../state/task-record.ts'
import type { PartField, TaskSearch } from './parse-search.ts'

export function matchesSearch(task: Readonly<TaskRecord>, search: TaskSearch): boolean {
  const { words, parts, kwargs } = search
  return (
    matchesChoices(task, search) &&
    matchesTimes(task, search) &&
    Object.entries(parts).every(([field, values]) => hasAll(PARTS[field as PartField](task), values)) &&
    kwargs.every(([name, value]) => hasKeyword(task.kwargs ?? '', name, value)) &&
    (words.length === 0 || hasAll(everythingOf(task), words))
  )
}

const PARTS: Readonly<Record<PartField, (task: Readonly<TaskRecord>) => string | null | undefined>> = {
  args: task => task.args,
  result: task => task.result,
  uuid: task => task.uuid,
  exception: task => task.exception,
  dag: task => task.attempt?.dagId,
  run: task => task.attempt?.runId,
  task: task => task.attempt?.taskId,
}

function hasAll(text: string | null | undefined, values: readonly string[]): boolean {
  const lower = (text ?? '').toLowerCase()
  return values.every(value => lower.includes(value.toLowerCase()))
}

const everythingOf = ({ name, uuid, state, worker, args, kwargs, result, exception }: Readonly<TaskRecord>): string =>
  [name, uuid, state, worker, args, kwargs, result, exception].filter(part => part !== null).join('|')

const matchesChoices = ({ state, worker, name }: Readonly<TaskRecord>, { choices }: TaskSearch): boolean =>
  isOneOf(state, choices.state) && isOneOf(worker, choices.worker) && isOneOf(name, choices.name)

const isOneOf = (value: string | null, choices: readonly string[]): boolean =>
  choices.length === 0 || choices.some(choice => choice.toLowerCase() === value?.toLowerCase())

/** A task whose time is not known is not left out (Flower's rule). */
function matchesTimes({ received, started }: Readonly<TaskRecord>, { times }: TaskSearch): boolean {
  const isWithin = (at: number | null, from: number | undefined, to: number | undefined): boolean =>
    at === null || ((from === undefined || at >= from) && (to === undefined || at <= to))
  return (
    isWithin(received, times['received-start'], times['received-end']) &&
    isWithin(started, times['started-start'], times['started-end'])
  )
}

/** Whether the repr of a dict has that entry, without reading all of it. */
const hasKeyword = (repr: string, name: string, value: string): boolean =>
  [`'${name}': `, `"${name}": `].some(key => {
    const at = repr.indexOf(key)
    return at !== -1 && valueAt(repr.slice(at + key.length)) === value
  })

function valueAt(repr: string): string {
  const [, single, double, plain = ''] = VALUE.exec(repr) ?? []
  return single ?? double ?? plain.trim()
}

const VALUE = /^(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^,}]*))/
