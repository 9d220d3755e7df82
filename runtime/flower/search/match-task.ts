import type { TaskRecord } from '../state/task-record.ts'
import type { TaskSearch, TextField, TimeField } from './task-search.ts'

type Task = Readonly<TaskRecord>

export function matchesSearch(task: Task, search: TaskSearch): boolean {
  switch (search.type) {
    case 'and':
      return search.parts.every(part => matchesSearch(task, part))
    case 'or':
      return search.parts.some(part => matchesSearch(task, part))
    case 'text':
      return hasText(search.field === null ? everythingOf(task) : TEXTS[search.field](task), search.value)
    case 'exact':
      return task[search.field]?.toLowerCase() === search.value.toLowerCase()
    case 'kwarg':
      return hasKeyword(task.kwargs ?? '', search.name, search.value)
    case 'time':
      return IS_WITHIN[search.field](task, search.seconds)
  }
}

const TEXTS: Readonly<Record<TextField, (task: Task) => string | null | undefined>> = {
  name: task => task.name,
  worker: task => task.worker,
  args: task => task.args,
  kwargs: task => task.kwargs,
  result: task => task.result,
  uuid: task => task.uuid,
  exception: task => task.exception,
  dag: task => task.attempt?.dagId,
  run: task => task.attempt?.runId,
  task: task => task.attempt?.taskId,
}

const hasText = (text: string | null | undefined, value: string): boolean =>
  text?.toLowerCase().includes(value.toLowerCase()) === true

const everythingOf = ({ name, uuid, state, worker, args, kwargs, result, exception }: Task): string =>
  [name, uuid, state, worker, args, kwargs, result, exception].filter(part => part !== null).join('\0')

/** A task whose time is not known is not left out (Flower's rule). */
const IS_WITHIN: Readonly<Record<TimeField, (task: Task, seconds: number) => boolean>> = {
  'received-start': ({ received }, seconds) => received === null || received >= seconds,
  'received-end': ({ received }, seconds) => received === null || received <= seconds,
  'started-start': ({ started }, seconds) => started === null || started >= seconds,
  'started-end': ({ started }, seconds) => started === null || started <= seconds,
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
