/**
 * Failure on purpose: `upload` fails on its first try and succeeds on the second, `verify` always fails, and callbacks
 * write down what happened. The run ends failed; see the log of each attempt.
 * Run it:  npx airflow dags trigger flaky_upload
 */
import { appendFile, mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type CallbackContext, Dag, getContext } from 'slipstream'

const dag = new Dag('flaky_upload', {
  description: 'Retries with back-off, a failure, and callbacks that tell of both',
  schedule: null,
  tags: ['example', 'failure'],
  isPausedUponCreation: false,
  params: { journal: '/tmp/slipstream-example/flaky_upload.log' },
})

const note = async ({ taskId, tryNumber, state, exception, params, runId }: CallbackContext) => {
  const path = String(params['journal'])
  await mkdir(dirname(path), { recursive: true })
  await appendFile(
    path,
    `${runId} ${taskId} try ${tryNumber}: ${state}${exception ? ` (${exception.split('\n')[0]})` : ''}\n`,
  )
}

const prepare = dag.bash('prepare', {
  command: 'echo "payload for {{ ds }}" && echo "attempt file: $AIRFLOW_CTX_TASK_ID"',
})

const upload = dag.task(
  'upload',
  async ({ payload }: { payload: string }) => {
    const { tryNumber } = getContext()
    if (tryNumber === 1) throw new Error('connection reset by peer (on purpose: the first try always fails)')
    console.log(`uploaded "${payload}" on try ${tryNumber}`)
  },
  { retries: 2, retryDelay: 1, retryExponentialBackoff: true, onRetry: note, onSuccess: note },
)

const verify = dag.bash(
  'verify',
  { command: 'echo "the checksum differs, on purpose" >&2; exit 3' },
  { onFailure: note },
)

const uploaded = upload({ payload: prepare })
dag.bash('clean_up', { command: 'echo "cleaning up after {{ run_id }}"' }, { triggerRule: 'all_done' }).after(uploaded)
verify.after(uploaded)
