import type { MaybeState } from '../../model/states.ts'
import { type DagGrid, STATE_LETTERS, STATE_PRIORITY } from './contract/dag.ts'

const RANKS = new Map(STATE_PRIORITY.map((state, rank) => [STATE_LETTERS[state] as string, rank]))
const ABSENT = '.'

interface TaskState {
  readonly task_id: string
  readonly state: MaybeState
}

/** The states of one run, a letter for each of the tasks that it has. */
export interface RunStates {
  /** In the order of their names. */
  readonly taskIds: readonly string[]
  readonly letters: string
}

/** Rows of any order, several of a mapped task. */
export function packRun(rows: readonly TaskState[]): RunStates {
  const letters = new Map<string, string>()
  for (const { task_id: taskId, state } of rows)
    letters.set(taskId, first(letters.get(taskId), STATE_LETTERS[state ?? 'none']))
  const taskIds = [...letters.keys()].sort()
  return { taskIds, letters: taskIds.map(taskId => letters.get(taskId) as string).join('') }
}

/** The runs side by side: their letters are the columns as they are where all runs have the same tasks. */
export function besideEachOther(runs: readonly RunStates[]): Pick<DagGrid, 'taskIds' | 'states'> {
  const [{ taskIds: known } = { taskIds: [] }] = runs
  if (runs.every(run => isSame(run.taskIds, known))) return { taskIds: known, states: runs.map(run => run.letters) }
  const taskIds = [...new Set(runs.flatMap(run => run.taskIds))]
  return { taskIds, states: runs.map(run => spread(run, taskIds)) }
}

function spread({ taskIds, letters }: RunStates, all: readonly string[]): string {
  const places = new Map(taskIds.map((taskId, place) => [taskId, place]))
  return all.map(taskId => letters[places.get(taskId) ?? -1] ?? ABSENT).join('')
}

const isSame = (one: readonly string[], other: readonly string[]): boolean =>
  one === other || (one.length === other.length && one.every((taskId, place) => taskId === other[place]))

function first(one: string | undefined, other: string): string {
  if (one === undefined) return other
  return (RANKS.get(one) ?? 0) <= (RANKS.get(other) ?? 0) ? one : other
}
