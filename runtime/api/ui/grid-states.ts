import type { MaybeState } from '../../model/states.ts'
import { type DagGrid, STATE_LETTERS, STATE_PRIORITY } from './contract/dag.ts'

const RANKS = new Map(STATE_PRIORITY.map((state, rank) => [STATE_LETTERS[state] as string, rank]))
const ABSENT = '.'

interface TaskState {
  readonly run_id: string
  readonly task_id: string
  readonly state: MaybeState
}

/** Rows of any order become one text per run, a letter for each task. */
export function packStates(runIds: readonly string[], rows: readonly TaskState[]): Pick<DagGrid, 'taskIds' | 'states'> {
  const columns = new Map<string, number>()
  const letters = new Map<string, string[]>(runIds.map(runId => [runId, []]))
  for (const { run_id: runId, task_id: taskId, state } of rows) {
    const ofRun = letters.get(runId)
    if (ofRun === undefined) continue
    const column = columns.get(taskId) ?? columns.size
    columns.set(taskId, column)
    ofRun[column] = first(ofRun[column], STATE_LETTERS[state ?? 'none'])
  }
  const taskIds = [...columns.keys()]
  const textOf = (ofRun: readonly string[]): string => taskIds.map((_, column) => ofRun[column] ?? ABSENT).join('')
  return { taskIds, states: runIds.map(runId => textOf(letters.get(runId) ?? [])) }
}

function first(one: string | undefined, other: string): string {
  if (one === undefined) return other
  return (RANKS.get(one) ?? 0) <= (RANKS.get(other) ?? 0) ? one : other
}
