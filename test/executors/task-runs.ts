import { randomUUID } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createDagRun } from '../../runtime/db/create-dag-run.ts'
import { changeRunState } from '../../runtime/db/dag-run.ts'
import { inTransaction } from '../../runtime/db/database.ts'
import { markQueued } from '../../runtime/db/queue-transition.ts'
import { getSerializedDag, type StoredDag } from '../../runtime/db/serialized-dag.ts'
import { findTaskInstance, type TaskInstance } from '../../runtime/db/task-instance.ts'
import { listXComs } from '../../runtime/db/xcom.ts'
import type { Executor } from '../../runtime/executor/executor.ts'
import { type AttemptRequest, attemptDag } from '../../runtime/model/attempt.ts'
import { type DagRun, type JsonValue, type TaskInstanceKey, taskInstanceKeyText } from '../../runtime/model/keys.ts'
import { attemptLogPath } from '../../runtime/task-log/log-path.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import type { ScratchHome } from '../worker/scratch-home.ts'

/** How an attempt ended, as a user finds it. */
export interface Ended {
  readonly instance: TaskInstance
  readonly state: TaskInstance['state']
  readonly log: string
  /** Pushed by the task instance, by key. */
  readonly xcoms: Readonly<Record<string, JsonValue>>
}

const FIRST_DATE_MS = Date.UTC(2026, 0, 5)
let runsCreated = 0

/** Queues task instances by hand, in the scheduler's place, and waits for what becomes of them. */
export class TaskRuns {
  readonly #home: ScratchHome
  readonly #executor: Executor
  readonly #finished = new Map<string, number>()

  constructor(home: ScratchHome, executor: Executor) {
    this.#home = home
    this.#executor = executor
  }

  async start(): Promise<void> {
    await this.#executor.start({
      onFinished: key => {
        const text = taskInstanceKeyText(key)
        this.#finished.set(text, this.finishedCount(key) + 1)
      },
      onWake: () => undefined,
    })
  }

  /** How often the executor said that an attempt of it had ended. */
  finishedCount(key: TaskInstanceKey): number {
    return this.#finished.get(taskInstanceKeyText(key)) ?? 0
  }

  /** A running run of the DAG; each is a day later than the one before, unless a date is given. */
  async createRun(
    dagId: string,
    conf: Readonly<Record<string, JsonValue>> = {},
    logicalDateMs = FIRST_DATE_MS + runsCreated++ * 86_400_000,
  ): Promise<DagRun> {
    const { database } = this.#home
    return inTransaction(database, async db => {
      const dag = await getSerializedDag(db, dagId)
      const interval = { startMs: logicalDateMs, endMs: logicalDateMs }
      const run = await createDagRun(db, dag, { runType: 'manual', logicalDateMs, interval, nowMs: Date.now(), conf })
      await changeRunState(db, run, { from: ['queued'], to: 'running', atMs: Date.now() })
      return { ...run, state: 'running' }
    })
  }

  /** Makes the next attempt queued; nothing runs until it is handed to the executor. */
  async queued(run: DagRun, taskId: string): Promise<AttemptRequest> {
    const { kysely } = this.#home.database
    const key = { dagId: run.dagId, runId: run.runId, taskId, mapIndex: -1 }
    const dag = await getSerializedDag(kysely, run.dagId)
    const instance = (await findTaskInstance(kysely, key)) as TaskInstance
    const request = requestOf(dag, run, instance)
    await markQueued(kysely, { ...request, from: instance.state, atMs: Date.now(), jobId: 1 })
    return request
  }

  /** Queues the next attempt and hands it over. */
  async begin(run: DagRun, taskId: string): Promise<AttemptRequest> {
    const request = await this.queued(run, taskId)
    await this.#executor.queue([request])
    return request
  }

  /** Runs one task from start to end, in a run of its own unless one is given. */
  async run(dagId: string, taskId: string, run?: DagRun): Promise<Ended> {
    return this.ended(await this.begin(run ?? (await this.createRun(dagId)), taskId))
  }

  /** Waits until the executor has said that an attempt of it ended, or was refused. */
  async untilFinished(request: AttemptRequest, withinMs = 15_000): Promise<void> {
    await eventually(async () => (this.finishedCount(request) > 0 ? true : null), {
      withinMs,
      what: `the end of ${request.taskId}; the last line: ${this.#home.lines.at(-1)}`,
    })
    this.#finished.delete(taskInstanceKeyText(request))
  }

  /** What became of the attempt. An earlier one may have been reported twice: once more when its callbacks had ended. */
  async ended(request: AttemptRequest): Promise<Ended> {
    for (;;) {
      await this.untilFinished(request)
      const now = await this.now(request)
      if (now.state !== 'queued' && now.state !== 'running') return now
    }
  }

  async now(request: AttemptRequest): Promise<Ended> {
    const { kysely } = this.#home.database
    const instance = (await findTaskInstance(kysely, request)) as TaskInstance
    const xcoms = await listXComs(kysely, request)
    return {
      instance,
      state: instance.state,
      log: this.logOf(request),
      xcoms: Object.fromEntries(xcoms.map(({ key, value }) => [key, value])),
    }
  }

  /** Empty where there is none, or where it is no file. */
  logOf(request: AttemptRequest): string {
    const path = this.logPathOf(request)
    return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, 'utf8') : ''
  }

  logPathOf(request: AttemptRequest): string {
    return attemptLogPath(this.#home.config, { ...request, logicalDateMs: request.run.logicalDateMs })
  }

  /** Waits until there is a process of that kind. */
  async untilStarted(pids: () => readonly number[]): Promise<void> {
    await eventually(async () => (pids().length > 0 ? true : null), { withinMs: 5000, what: 'a process' })
  }

  /** Waits for a line in the log of a running attempt. */
  async untilLogged(request: AttemptRequest, text: string, withinMs = 10_000): Promise<void> {
    await eventually(async () => (this.logOf(request).includes(text) ? true : null), {
      withinMs,
      what: `"${text}" in the log of ${request.taskId}`,
    })
  }
}

function requestOf(dag: StoredDag, run: DagRun, instance: TaskInstance): AttemptRequest {
  const task = dag.spec.tasks.find(one => one.taskId === instance.taskId)
  if (task === undefined) throw new Error(`${run.dagId} has no task ${instance.taskId}`)
  return {
    dagId: run.dagId,
    runId: run.runId,
    taskId: instance.taskId,
    mapIndex: -1,
    token: randomUUID(),
    tryNumber: instance.tryNumber + 1,
    maxTries: instance.maxTries,
    priorityWeight: instance.priorityWeight,
    task,
    dag: attemptDag(dag.spec),
    run,
  }
}
