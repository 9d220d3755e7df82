import { Option } from 'commander'
import type { JsonValue } from '../../model/keys.ts'
import type { Outcome } from '../../task/outcome.ts'
import type { TaskLog } from '../../task-log/log-writer.ts'
import type { AttemptSetup } from '../../worker/open-attempt-parts.ts'
import { testTask } from '../../worker/test-attempt.ts'
import type { Call, Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import { CommandFailed } from '../frame/errors.ts'
import type { Opened } from '../frame/open.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { dateOption } from '../input/dates.ts'
import { requireDag, requireTask } from '../lookup/find-dag.ts'
import { findRun } from '../lookup/find-run.ts'
import { listenForStop } from '../services/stop-signals.ts'
import { attemptSetup } from './attempt-setup.ts'
import { showRendered } from './render.ts'

interface Options extends SubdirOptions {
  readonly taskParams?: string
  readonly dryRun?: boolean
  readonly envVars?: string
}

/** `airflow tasks test DAG TASK [DATE|RUN_ID]`: runs the task here, with its log on stdout; nothing is recorded. */
export const command: Command<Options> = {
  positionals: ['<dag_id>', '<task_id>', '[logical_date_or_run_id]'],
  options: [
    subdirOption(),
    new Option('-n, --dry-run', "Only show the task's rendered template fields"),
    new Option('-t, --task-params <json>', 'Sends a JSON params dict to the task'),
    new Option(
      '--env-vars <json>',
      'Set env var in both parsing time and runtime for each of entry supplied in a JSON dict',
    ),
    new Option('-m, --post-mortem', 'Without effect').hideHelp(),
  ],
  audit: 'task_test',
  run: call => {
    Object.assign(process.env, jsonObject('--env-vars', call.options.envVars))
    if (call.options.dryRun === true) return withCurrentDags(call, opened => showRendered(call, opened))
    return withCurrentDags(call, opened => runTest(call, opened))
  },
}

async function runTest(call: Call<Options>, opened: Opened): Promise<number> {
  const [dagId = '', taskId = ''] = call.args
  const dag = await requireDag(opened.db, dagId)
  requireTask(dag, taskId)
  using stop = listenForStop()
  const setup = attemptSetup(opened)
  const outcome = await testTask(setup, {
    dag,
    taskId,
    logicalDateMs: await logicalDateOf(call, opened),
    params: jsonObject('-t/--task-params', call.options.taskParams),
    log: stdoutLog(setup),
    signal: endOfAttempt(stop.signal),
  })
  console.log(closingWords(outcome, `dag_id=${dagId}, task_id=${taskId}`))
  return outcome.type === 'failed' ? 1 : 0
}

async function logicalDateOf({ args: [dagId = '', , date] }: Call, opened: Opened): Promise<number> {
  if (date === undefined) return Date.now()
  const run = await findRun(opened, dagId, date)
  return run?.logicalDateMs ?? (dateOption(opened.config, 'logical_date_or_run_id', date) as number)
}

function jsonObject(flags: string, text: string | undefined): Readonly<Record<string, string & JsonValue>> {
  if (text === undefined) return {}
  try {
    const value = JSON.parse(text)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value
  } catch (error) {
    throw new CommandFailed(`${flags} is not JSON: ${(error as Error).message}`, { cause: error })
  }
  throw new CommandFailed(`${flags} is ${text}, expected a JSON object such as {"key": "value"}`)
}

const stdoutLog = ({ masker }: AttemptSetup): TaskLog => ({
  write(source, message, level = 'INFO') {
    const at = new Date().toISOString().replace('Z', '+0000')
    console.log(`[${at}] {${source}} ${level} - ${masker.mask(message)}`)
  },
  close: () => undefined,
})

/** The task hears why it is ended. */
function endOfAttempt(signal: AbortSignal): AbortSignal {
  const end = new AbortController()
  signal.addEventListener('abort', () => end.abort({ type: 'worker_stopping' }))
  return end.signal
}

function closingWords(outcome: Outcome, task: string): string {
  if (outcome.type === 'failed') return `Marking task as FAILED. ${task}: ${outcome.error}`
  return `Marking task as ${outcome.type.toUpperCase()}. ${task}`
}
