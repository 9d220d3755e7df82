import type { DagGrid, StateName } from '../../../../runtime/api/ui/contract/dag.ts'
import { mostImportant, stateOfLetter } from '../../states/states.ts'

/** The state at a place of the grid: of one task, or of several together; null where the run has none of them. */
export type StateAt = (taskIds: readonly string[], runIndex: number) => StateName | null

export function cellStates(grid: DagGrid): StateAt {
  const columns = new Map(grid.taskIds.map((taskId, column) => [taskId, column]))
  const one = (taskId: string, runIndex: number): StateName | null => {
    const column = columns.get(taskId)
    return column === undefined ? null : stateOfLetter(grid.states[runIndex]?.[column])
  }
  return (taskIds, runIndex) =>
    taskIds.length === 1 ? one(taskIds[0] as string, runIndex) : mostImportant(taskIds.map(id => one(id, runIndex)))
}
