import { type AttemptRequest, attemptDag } from '../../../runtime/model/attempt.ts'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { dagSpec, taskSpec } from '../../model/fixtures/dag-spec.ts'

/** An attempt of a bash task. */
export function attempt(token: string, given: Partial<AttemptRequest> = {}): AttemptRequest {
  const task = taskSpec('load', { kind: 'bash', templateFields: { bash_command: 'echo "{{ ds }} é"' } })
  const dag = attemptDag(dagSpec([task]))
  const run: DagRun = {
    ...{ id: 7, dagId: dag.dagId, runId: 'manual__1', state: 'running', runType: 'manual', externalTrigger: true },
    ...{ logicalDateMs: 1_700_000_000_000.5, dataIntervalStartMs: null, dataIntervalEndMs: null, queuedAtMs: 3 },
    ...{ startDateMs: 4, endDateMs: null, conf: { 'a b': [1, null, 'é'] }, dagHash: 'h' },
  }
  const key = { dagId: dag.dagId, taskId: 'load', runId: 'manual__1', mapIndex: -1 }
  return { ...key, token, tryNumber: 2, maxTries: 3, priorityWeight: 5, task, dag, run, ...given }
}
