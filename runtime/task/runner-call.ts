import { inspect } from 'node:util'
import type { AttemptRequest } from '../model/attempt.ts'
import { SlipstreamError } from '../model/errors.ts'
import type { DagRun, JsonValue } from '../model/keys.ts'
import type { Dag } from '../sdk/dag.ts'
import { callbacksOf, dagCallbacksOf, handlerOf } from '../sdk/registry.ts'
import { skipDecision } from '../sdk/skip-decision.ts'
import { type TaskStore, taskClient } from '../sdk/task/client.ts'
import type { TaskContext } from '../sdk/task/context.ts'
import { AirflowFailException, AirflowSkipException } from '../sdk/task/exceptions.ts'
import { runInTaskScope } from '../sdk/task/scope.ts'
import type { HandlerResult, RunnerCall } from './attempt-io.ts'

type Call<T extends RunnerCall['type']> = Extract<RunnerCall, { type: T }>

export interface RunnerScene {
  readonly store: TaskStore
  readonly signal: AbortSignal
  /** The DAGs that a file defines. */
  readonly load: (path: string) => Promise<readonly Dag[]>
}

/** The DAG file does not define the DAG (any more). */
class DagGoneFromFile extends SlipstreamError {
  override readonly name = 'DagGoneFromFile'

  constructor(dagId: string, fileloc: string) {
    super(`${fileloc} does not define the DAG ${dagId} any more`)
  }
}

export async function callHandler(call: Call<'handler'>, scene: RunnerScene): Promise<HandlerResult> {
  return outcomeOf(async () => {
    const dag = await loadDag(call.request.dag, scene)
    const handler = handlerOf(dag, call.request.taskId) as (inputs: unknown) => unknown
    const returned = await inScope(contextOf(call, scene), scene, () => handler(call.inputs))
    const isNothing = returned === undefined && !call.request.task.isBranching
    const { value, skipmixin } = skipDecision(dag, call.request.taskId, returned)
    return { type: 'returned', value: isNothing ? undefined : value, skipmixin }
  })
}

export async function callTaskCallback(call: Call<'callback'>, scene: RunnerScene): Promise<HandlerResult> {
  return outcomeOf(async () => {
    const dag = await loadDag(call.request.dag, scene)
    const context = {
      ...contextOf(call, scene),
      state: call.state,
      ...(call.exception === null ? {} : { exception: call.exception }),
    }
    for (const callback of callbacksOf(dag, call.request.taskId)[call.name])
      await inScope(context, scene, () => callback(context))
    return NOTHING_RETURNED
  })
}

export async function callDagCallback(call: Call<'dag_callback'>, scene: RunnerScene): Promise<HandlerResult> {
  return outcomeOf(async () => {
    const dag = await loadDag(call.dag, scene)
    const context = {
      ...runContextOf(call.run, scene),
      params: call.dag.params,
      state: call.state,
      reason: call.reason,
    }
    const scope = { ...context, taskId: '', tryNumber: 0, maxTries: 0, mapIndex: -1 }
    for (const callback of dagCallbacksOf(dag)[call.name]) await inScope(scope, scene, () => callback(context))
    return NOTHING_RETURNED
  })
}

const NOTHING_RETURNED: HandlerResult = { type: 'returned', value: undefined, skipmixin: null }

async function loadDag(wanted: { readonly dagId: string; readonly fileloc: string }, scene: RunnerScene): Promise<Dag> {
  const dag = (await scene.load(wanted.fileloc)).find(one => one.dagId === wanted.dagId)
  if (dag === undefined) throw new DagGoneFromFile(wanted.dagId, wanted.fileloc)
  return dag
}

function inScope<T>(context: TaskContext, scene: RunnerScene, run: () => T): T {
  return runInTaskScope({ context, client: taskClient(scene.store) }, run)
}

function contextOf(
  { request, params }: { request: AttemptRequest; params: Readonly<Record<string, JsonValue>> },
  scene: RunnerScene,
): TaskContext {
  const { taskId, tryNumber, mapIndex, maxTries } = request
  return { ...runContextOf(request.run, scene), taskId, tryNumber, maxTries: maxTries + 1, mapIndex, params }
}

function runContextOf(run: DagRun, scene: RunnerScene) {
  const date = (ms: number | null): Date | null => (ms === null ? null : new Date(ms))
  return {
    dagId: run.dagId,
    runId: run.runId,
    signal: scene.signal,
    logicalDate: new Date(run.logicalDateMs),
    dataIntervalStart: date(run.dataIntervalStartMs),
    dataIntervalEnd: date(run.dataIntervalEndMs),
    dagRun: {
      runId: run.runId,
      runType: run.runType,
      externalTrigger: run.externalTrigger,
      conf: run.conf,
      startDate: date(run.startDateMs),
    },
  }
}

async function outcomeOf(run: () => Promise<HandlerResult>): Promise<HandlerResult> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof AirflowSkipException) return { type: 'skipped', message: error.message }
    return { type: 'threw', error: textOf(error), mayRetry: !(error instanceof AirflowFailException) }
  }
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : `The handler threw ${inspect(error)}`
  const stack = error instanceof SlipstreamError ? error.message : (error.stack ?? error.message)
  return error.cause === undefined ? stack : `${stack}\nCaused by: ${textOf(error.cause)}`
}
