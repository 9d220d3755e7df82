import type { AttemptRequest } from '../model/attempt.ts'
import type { TaskInstanceState } from '../model/states.ts'
import type { TaskLog } from '../task-log/log-writer.ts'
import type { CallbackName } from './attempt-io.ts'
import type { AttemptParts, AttemptReport } from './attempt-parts.ts'
import { contextEnv } from './context-env.ts'
import { paramsOf } from './params.ts'

interface CallbackScene {
  readonly log: TaskLog
  readonly signal: AbortSignal
}

interface CallbackCall extends CallbackScene {
  readonly name: CallbackName
  readonly state: TaskInstanceState
  readonly exception: string | null
}

const CALLBACK_OF: Partial<Record<TaskInstanceState, Exclude<CallbackName, 'onExecute'>>> = {
  success: 'onSuccess',
  failed: 'onFailure',
  up_for_retry: 'onRetry',
  skipped: 'onSkipped',
}

/** Calls what the DAG file wants called after this end; a callback that fails is logged and changes nothing. */
export async function runCallbacks(
  parts: AttemptParts,
  request: AttemptRequest,
  { report, ...scene }: CallbackScene & { readonly report: AttemptReport },
): Promise<void> {
  if (!report.isOurs || report.state === null) return
  const name = CALLBACK_OF[report.state]
  if (name === undefined || !request.task.callbacks[name]) return
  const exception = report.outcome.type === 'failed' ? report.outcome.error : null
  await callRunner(parts, request, { ...scene, name, state: report.state, exception })
}

/** Runs one kind of callback in a runner; its output goes to the attempt's log. */
export async function callRunner(parts: AttemptParts, request: AttemptRequest, call: CallbackCall): Promise<void> {
  const { log, signal, name, state, exception } = call
  const result = await parts.runners.run(
    {
      type: 'callback',
      request,
      name,
      state,
      exception,
      params: paramsOf(request, parts.settings.confOverridesParams),
      env: contextEnv(parts, request),
    },
    {
      onLine: (line, isError) => log.write(name, line, isError ? 'ERROR' : 'INFO'),
      store: parts.storeOf(request),
      signal,
    },
  )
  if (result.type === 'threw') log.write(name, `The callback failed: ${result.error}`, 'ERROR')
  if (result.type === 'died') log.write(name, `The callback's process ended (${result.how})`, 'ERROR')
}
