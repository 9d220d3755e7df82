import type { DagDraft } from '../graph/draft.ts'
import { isWithin } from '../graph/nodes.ts'
import { DagCycle, InvalidDag, TaskNotCalled } from '../options/invalid-dag.ts'
import { findCycle } from './cycle.ts'
import { effectiveOptions } from './task-spec.ts'

/** What only shows once the whole file has run. Throws InvalidDag. */
export function checkComplete(draft: DagDraft): void {
  const uncalled = [...draft.tasks.values()].filter(task => task.inputs === null).map(task => task.taskId)
  if (uncalled.length > 0) throw new TaskNotCalled(draft.dagId, uncalled)
  for (const [taskId, decision] of draft.decisions) {
    if (decision.type === 'if' && decision.onTrue === null) {
      throw new InvalidDag({ dagId: draft.dagId, taskId }, 'the condition names no branch. Add .then(task)')
    }
    if (decision.type === 'switch' && decision.cases.length === 0) {
      throw new InvalidDag({ dagId: draft.dagId, taskId }, 'the switch has no case. Add .case(task)')
    }
  }
  checkGroups(draft)
  if (draft.options.failFast === true) checkFailFast(draft)
}

export function checkAcyclic(draft: DagDraft, downstream: ReadonlyMap<string, readonly string[]>): void {
  const cycle = findCycle(downstream)
  if (cycle !== null) throw new DagCycle(draft.dagId, cycle)
}

function checkGroups(draft: DagDraft): void {
  for (const id of new Set(draft.edges.flatMap(({ from, to }) => [from, to]))) {
    const isEmpty = draft.groups.has(id) && ![...draft.tasks.keys()].some(taskId => isWithin(draft, taskId, id))
    if (isEmpty) throw new InvalidDag(draft, `the task group "${id}" stands in an edge but holds no task`)
  }
}

/** Airflow: FailStopDagInvalidTriggerRule. */
function checkFailFast(draft: DagDraft): void {
  for (const task of draft.tasks.values()) {
    const { triggerRule = 'all_success' } = effectiveOptions(draft, task)
    if (triggerRule !== 'all_success' && triggerRule !== 'all_done_setup_success') {
      throw new InvalidDag(
        { dagId: draft.dagId, taskId: task.taskId },
        `trigger rule "${triggerRule}" does not go with failFast, which allows all_success only`,
      )
    }
  }
}
