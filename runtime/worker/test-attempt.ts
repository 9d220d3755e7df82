import { findDagRunByDate } from '../db/dag-run.ts'
import type { StoredDag } from '../db/serialized-dag.ts'
import { type AttemptRequest, attemptDag } from '../model/attempt.ts'
import { TaskNotFound } from '../model/errors.ts'
import type { DagRun, JsonValue } from '../model/keys.ts'
import { isoFormat } from '../model/time.ts'
import { manualDataInterval } from '../model/timetable.ts'
import type { GetXComOpts, SetXComOpts, TaskStore } from '../sdk/task/client.ts'
import type { Outcome } from '../task/outcome.ts'
import { performTask } from '../task/perform-task.ts'
import type { TaskLog } from '../task-log/log-writer.ts'
import { NO_JOB } from './leftovers.ts'
import { type AttemptSetup, openAttemptParts } from './open-attempt-parts.ts'

export interface TaskTest {
  readonly dag: StoredDag
  readonly taskId: string
  readonly logicalDateMs: number
  /** Over the task's own params (`--task-params`). */
  readonly params: Readonly<Record<string, JsonValue>>
  readonly log: TaskLog
  readonly signal: AbortSignal
}

/**
 * Runs one task as it would run on that date, with its log where the caller wants it; no state, XCom or rendered field
 * is written (Airflow's `tasks test`).
 * @throws TaskNotFound
 */
export async function testTask(setup: AttemptSetup, test: TaskTest): Promise<Outcome> {
  const { dag, log, signal } = test
  const task = dag.spec.tasks.find(one => one.taskId === test.taskId)
  if (task === undefined) throw new TaskNotFound(dag.spec.dagId, test.taskId)
  const run = (await findDagRunByDate(setup.database.kysely, dag.spec.dagId, test.logicalDateMs)) ?? temporaryRun(test)
  const request: AttemptRequest = {
    dagId: run.dagId,
    runId: run.runId,
    taskId: test.taskId,
    mapIndex: -1,
    token: 'test',
    tryNumber: 1,
    maxTries: task.retries,
    priorityWeight: task.priorityWeight,
    task: { ...task, params: { ...task.params, ...test.params } },
    dag: attemptDag(dag.spec),
    run,
  }
  using parts = openAttemptParts(setup, NO_JOB)
  const storeOf = (owner: Parameters<typeof parts.storeOf>[0]): TaskStore => new ScratchStore(parts.storeOf(owner))
  log.write('taskinstance', `Starting attempt 1 of ${task.retries + 1}`)
  return await performTask({ ...parts, storeOf }, request, { log, signal, onRendered: () => undefined })
}

/** A run that exists nowhere, for a date that has none (Airflow: __airflow_temporary_run_…). */
function temporaryRun({ dag, logicalDateMs }: TaskTest): DagRun {
  const interval = manualDataInterval(dag.spec.schedule, logicalDateMs)
  return {
    id: 0,
    dagId: dag.spec.dagId,
    runId: `__airflow_temporary_run_${isoFormat(logicalDateMs)}__`,
    state: 'running',
    runType: 'manual',
    externalTrigger: true,
    logicalDateMs,
    dataIntervalStartMs: interval.startMs,
    dataIntervalEndMs: interval.endMs,
    queuedAtMs: null,
    startDateMs: logicalDateMs,
    endDateMs: null,
    conf: {},
    dagHash: dag.hash,
  }
}

/** Keeps what the task writes to itself; reads fall through to the real store. */
class ScratchStore implements TaskStore {
  readonly #store: TaskStore
  readonly #xcoms = new Map<string, JsonValue>()
  readonly getVariable: TaskStore['getVariable']
  readonly setVariable: TaskStore['setVariable']
  readonly deleteVariable: TaskStore['deleteVariable']
  readonly getConnection: TaskStore['getConnection']

  constructor(store: TaskStore) {
    this.#store = store
    this.getVariable = key => store.getVariable(key)
    this.setVariable = (key, value, description) => store.setVariable(key, value, description)
    this.deleteVariable = key => store.deleteVariable(key)
    this.getConnection = connId => store.getConnection(connId)
  }

  async getXCom<T = unknown>(opts: GetXComOpts): Promise<T | null> {
    const own = this.#xcoms.get(`${opts.taskId ?? ''} ${opts.key}`)
    return own === undefined ? this.#store.getXCom(opts) : (own as T)
  }

  async setXCom(opts: SetXComOpts): Promise<void> {
    this.#xcoms.set(`${opts.taskId ?? ''} ${opts.key}`, opts.value)
  }
}
