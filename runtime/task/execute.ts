import type { AttemptRequest } from '../model/attempt.ts'
import type { TaskLog } from '../task-log/log-writer.ts'
import type { HandlerResult } from './attempt-io.ts'
import type { AttemptParts } from './attempt-parts.ts'
import { callRunner } from './callbacks.ts'
import { contextEnv } from './context-env.ts'
import { handlerInputs } from './handler-inputs.ts'
import { impersonationOf } from './impersonation.ts'
import type { Outcome } from './outcome.ts'
import type { RenderedTask } from './render.ts'
import { runBash } from './run-bash.ts'
import { triggerDagRun } from './trigger-dag-run.ts'

export interface ExecutionScene {
  readonly log: TaskLog
  readonly signal: AbortSignal
  readonly rendered: RenderedTask
}

/** Runs what the task is; the fields are rendered. */
export async function execute(parts: AttemptParts, request: AttemptRequest, scene: ExecutionScene): Promise<Outcome> {
  if (request.task.callbacks.onExecute)
    await callRunner(parts, request, { ...scene, name: 'onExecute', state: 'running', exception: null })
  const { kind } = request.task
  if (kind === 'bash') return executeBash(parts, request, scene)
  if (kind === 'handler') return executeHandler(parts, request, scene)
  if (kind === 'trigger_dag_run') return triggerDagRun(parts, request, scene)
  return { type: 'success', value: undefined, skipmixin: null }
}

async function executeBash(
  parts: AttemptParts,
  request: AttemptRequest,
  { log, signal, rendered }: ExecutionScene,
): Promise<Outcome> {
  const {
    bash_command: command,
    env,
    cwd,
  } = rendered.fields as { bash_command: string; env?: Record<string, string> | null; cwd?: string | null }
  const as = await impersonationOf(request.task.runAsUser ?? parts.settings.defaultUser)
  if (as !== null) log.write('subprocess', `Running as user ${as.user}`)
  log.write('subprocess', `Running command: ['bash', '-c', ${JSON.stringify(command)}]`)
  log.write('subprocess', 'Output:')
  const given = env === undefined || env === null ? null : env
  const outcome = await runBash(
    {
      command,
      env: {
        ...(given === null || request.task.appendEnv ? parts.settings.env : {}),
        ...given,
        ...contextEnv(parts, request),
      },
      cwd: cwd ?? null,
      skipOnExitCode: request.task.skipOnExitCode,
      as,
    },
    {
      openPipe: parts.openPipe,
      guard: parts.guard,
      onLine: line => log.write('subprocess', line),
      killAfterMs: parts.settings.killAfterMs,
      signal,
    },
  )
  if (outcome.type === 'success') sayExit(log, outcome)
  return outcome
}

function sayExit(log: TaskLog, { value }: Extract<Outcome, { type: 'success' }>): void {
  log.write('subprocess', 'Command exited with return code 0')
  if (value === undefined)
    log.write('subprocess', 'The last line of the output is too long for an XCom: nothing was pushed', 'WARNING')
}

async function executeHandler(
  parts: AttemptParts,
  request: AttemptRequest,
  { log, signal, rendered }: ExecutionScene,
): Promise<Outcome> {
  const inputs = await handlerInputs(parts.database.kysely, request, rendered)
  const result = await parts.runners.run(
    { type: 'handler', request, inputs, params: rendered.params, env: contextEnv(parts, request) },
    {
      onLine: (line, isError) => log.write(isError ? 'stderr' : 'stdout', line, isError ? 'ERROR' : 'INFO'),
      store: parts.storeOf(request),
      signal,
    },
  )
  return outcomeOf(result)
}

function outcomeOf(result: HandlerResult): Outcome {
  if (result.type === 'returned') return { type: 'success', value: result.value, skipmixin: result.skipmixin }
  if (result.type === 'skipped') return result
  if (result.type === 'threw') return { type: 'failed', error: result.error, mayRetry: result.mayRetry }
  return { type: 'failed', error: `The process that ran the task ended (${result.how})`, mayRetry: true }
}
