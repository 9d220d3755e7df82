import { BadSearch } from '../errors.ts'
import type { TaskRecord } from '../state/task-record.ts'
import { matchesSearch } from './match-task.ts'
import type { TaskSearch } from './task-search.ts'

type Task = Readonly<TaskRecord>

export interface Selection {
  readonly search: TaskSearch
  readonly order: TaskOrder | null
  readonly offset: number
  /** Null is no limit. */
  readonly limit: number | null
}

export interface TaskOrder {
  readonly field: OrderField
  readonly isDescending: boolean
}

export interface SelectedTasks {
  readonly tasks: readonly Task[]
  /** How many fit, whatever the limit. */
  readonly total: number
}

const FIELDS = {
  name: task => task.name ?? '',
  state: task => task.state,
  worker: task => task.worker ?? '',
  uuid: task => task.uuid,
  task: task => (task.attempt === null ? '' : `${task.attempt.dagId}.${task.attempt.taskId}`),
  received: task => task.received ?? 0,
  started: task => task.started ?? 0,
  runtime: task => task.runtime ?? 0,
} as const satisfies Record<string, (task: Task) => string | number>
export type OrderField = keyof typeof FIELDS

/** Of `name` and `-name`; null for no order. @throws BadSearch */
export function taskOrderOf(text: string | undefined): TaskOrder | null {
  if (text === undefined || text === '') return null
  const field = text.replace(/^-/, '')
  if (Object.hasOwn(FIELDS, field)) return { field: field as OrderField, isDescending: text.startsWith('-') }
  throw new BadSearch(`Cannot sort by "${field}", expected one of ${Object.keys(FIELDS).join(', ')}`)
}

/** Tasks that fit, in the given order unless another is asked for. */
export function selectTasks(tasks: readonly Task[], { search, order, offset, limit }: Selection): SelectedTasks {
  const fitting = tasks.filter(task => matchesSearch(task, search))
  const sorted = order === null ? fitting : fitting.toSorted(comparing(order))
  return { tasks: sorted.slice(offset, limit === null ? undefined : offset + limit), total: fitting.length }
}

function comparing({ field, isDescending }: TaskOrder): (a: Task, b: Task) => number {
  const value = FIELDS[field]
  const sign = isDescending ? -1 : 1
  return (a, b) => {
    const [left, right] = [value(a), value(b)]
    if (left === right) return 0
    return left < right ? -sign : sign
  }
}
