import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession, type Session } from '../executors/local-session.ts'
import { isRunning } from '../worker/processes.ts'

const DAG = `
import { Dag } from 'slipstream'
const dag = new Dag('bash', { params: { who: 'you' } })
dag.bash('hello', { command: 'echo one; echo two >&2; echo "three  "' })
dag.bash('silent', { command: 'true' })
dag.bash('fails', { command: 'echo before; exit 7' })
dag.bash('fails_twice', { command: 'exit 7' }, { retries: 1 })
dag.bash('skips', { command: 'exit 99' })
dag.bash('skips_on_others', { command: 'exit 7' , skipOnExitCode: [7, 8] })
dag.bash('skips_on_none', { command: 'exit 99', skipOnExitCode: null })
dag.bash('killed', { command: 'kill -KILL $$' })
dag.bash('reopens', { command: 'echo out > /dev/stdout; echo err > /dev/stderr; echo tee | tee /dev/stderr' })
dag.bash('no_newline', { command: 'printf "%s" "no newline"' })
dag.bash('invalid_utf8', { command: "printf 'a\\\\xffb\\\\xc3\\\\n'; printf 'half \\\\xc3'" })
dag.bash('split_utf8', { command: "for i in $(seq 30000); do printf 'äöü€'; done; echo" })
dag.bash('big_line', { command: "head -c 1000000 /dev/zero | tr '\\\\0' x; echo end" })
dag.bash('big_output', { command: "yes 'a line of output that is about sixty characters long, as logs are' | head -c 100000000; echo done" })
dag.bash('big_endless_line', { command: "head -c 100000000 /dev/zero | tr '\\\\0' y; echo; echo done" })
dag.bash('big_command', { command: 'true ' + 'x'.repeat(200_000) })
dag.bash('no_cwd', { command: 'pwd', cwd: '/no/such/folder' })
dag.bash('file_cwd', { command: 'pwd', cwd: '/etc/hostname' })
dag.bash('cwd', { command: 'pwd', cwd: '/usr' })
dag.bash('own_cwd', { command: 'touch left; pwd' })
dag.bash('env_null', { command: 'echo "$MARKED_BY_THE_WORKER|$AIRFLOW_CTX_TASK_ID|$AIRFLOW_HOME"' })
dag.bash('env_given', { command: 'echo "$A|$MARKED_BY_THE_WORKER|$AIRFLOW_CTX_TASK_ID"', env: { A: 'b' } })
dag.bash('env_empty', { command: 'echo "$MARKED_BY_THE_WORKER|$AIRFLOW_CTX_TASK_ID"', env: {} })
dag.bash('env_appended', { command: 'echo "$A|$MARKED_BY_THE_WORKER"', env: { A: 'b' }, appendEnv: true })
dag.bash('no_xcom', { command: 'echo value' }, { doXcomPush: false })
dag.bash('background', { command: '(sleep 0.3; echo late) & echo early' })
dag.bash('times_out', { command: 'echo $$; sleep 60 & echo $!; wait' }, { executionTimeout: 0.2 })
dag.bash('times_out_well', { command: 'trap "exit 0" TERM; sleep 60 & wait' }, { executionTimeout: 0.2, retries: 1 })
dag.bash('long_timeout', { command: 'echo fine' }, { executionTimeout: 30 * 86_400 })
dag.bash('stubborn', { command: 'trap "" TERM; echo $$; while :; do sleep 0.05; done' }, { executionTimeout: 0.2 })
dag.bash('escapes', { command: 'setsid sleep 60 & sleep 60' }, { executionTimeout: 0.2 })
`
let session: Session
beforeAll(async () => {
  process.env['MARKED_BY_THE_WORKER'] = 'inherited'
  session = await openSession({ 'bash.ts': DAG }, { env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '1' } })
})
afterAll(async () => {
  delete process.env['MARKED_BY_THE_WORKER']
  await session[Symbol.asyncDispose]()
})
const run = (taskId: string) => session.runs.run('bash', taskId)
for (const id of [...DAG.matchAll(/dag.bash\('(\w+)'/g)].map(m => m[1] as string))
test(id, async () => {
  const t = performance.now()
  const { state, log, xcoms, instance } = await run(id)
  const show = (s: string) => s.length > 3000 ? s.slice(0, 1000) + ` …${s.length}… ` + s.slice(-1000) : s
  console.error(id, state, Math.round(performance.now() - t), JSON.stringify(xcoms).slice(0, 300), '\n' + show(log.split('\n').filter(l => !/Dependencies all|Starting att|Executing|Running command|Output:/.test(l)).map(l => l.slice(31)).join('\n')))
})
