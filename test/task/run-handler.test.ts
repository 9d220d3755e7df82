import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSession, type Session } from '../executors/local-session.ts'

const DAG = `
import { writeSync, closeSync } from 'node:fs'
import { spawn, execSync } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { AirflowFailException, AirflowSkipException, Dag, getClient, getContext } from 'slipstream'
const dag = new Dag('handlers', { params: { who: 'you' } })
dag.task('returns', async () => ({ answer: 42 }))()
dag.task('prints', async () => { console.log('out'); console.error('err'); process.stdout.write('no newline') })()
dag.task('nothing', async () => undefined)()
dag.task('null', async () => null)()
dag.task('date', async () => new Date())()
dag.task('bigint', async () => 5n)()
dag.task('fn', async () => () => 1)()
dag.task('nan', async () => NaN)()
dag.task('throws', async () => { throw new Error('on purpose', { cause: new Error('deep') }) }, { retries: 1 })()
dag.task('throws_text', async () => { throw 'just text' })()
dag.task('throws_undefined', async () => { throw undefined })()
dag.task('throws_object', async () => { throw { a: 1 } })()
dag.task('skips', async () => { throw new AirflowSkipException('not today') })()
dag.task('fails_for_good', async () => { throw new AirflowFailException('never again') }, { retries: 3 })()
dag.task('client', async () => {
  const c = getClient()
  await c.setVariable('v', '1'); 
  await c.setXCom({ key: 'k', value: [1] })
  return [await c.getVariable('v'), await c.getVariable('none'), await c.getXCom({ key: 'k' }), await c.getConnection('nope')]
})()
dag.task('exits', async () => { console.log('last words'); console.error('on stderr'); process.exit(3) })()
dag.task('crashes_later', async () => { setTimeout(() => { throw new Error('from a timer') }, 20); await sleep(500) })()
dag.task('rejects', async () => { void Promise.reject(new Error('unhandled')); await sleep(100) })()
dag.task('big_output', async () => { for (let i = 0; i < 200_000; i++) console.log('line ' + i + ' '.repeat(100)); return 'done' })()
dag.task('big_chunk', async () => { process.stdout.write('x'.repeat(5_000_000) + '\\nlast line\\n'); return 'done' })()
dag.task('big_chunk_no_newline', async () => { process.stdout.write('x'.repeat(5_000_000)); return 'done' })()
dag.task('big_value', async () => 'v'.repeat(20_000_000))()
dag.task('child_output', async () => { execSync('seq 100000', { stdio: 'inherit' }); return 1 })()
dag.task('busy', async () => { for (;;); }, { executionTimeout: 0.2 })()
dag.task('hangs', async () => new Promise(() => {}), { executionTimeout: 0.2 })()
dag.task('listens', async () => { await sleep(60000, undefined, { signal: getContext().signal }) }, { executionTimeout: 0.2 })()
dag.task('listens_and_returns', async () => { await sleep(60000, undefined, { signal: getContext().signal }).catch(() => undefined); return 'fine' }, { executionTimeout: 0.2 })()
dag.task('leaves_timer', async () => { setInterval(() => console.log('LATE FROM TIMER'), 20) })()
dag.task('after_timer', async () => { await sleep(200); console.log('second') })()
dag.task('leaves_child', async () => { spawn('bash', ['-c', 'while :; do echo LATE FROM CHILD; sleep 0.05; done'], { stdio: 'inherit' }) })()
dag.task('after_child', async () => { await sleep(300); console.log('second') })()
dag.task('changes', async () => { process.env.LEAK = 'x'; process.chdir('/usr') })()
dag.task('after_changes', async () => [process.env.LEAK ?? null, process.cwd() === '/usr', process.env.AIRFLOW_CTX_TASK_ID ?? null])()
`
let session: Session
beforeAll(async () => {
  session = await openSession({ 'handlers.ts': DAG }, { env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '1' } })
})
afterAll(async () => {
  await session[Symbol.asyncDispose]()
})
const run = (taskId: string) => session.runs.run('handlers', taskId)
for (const id of [...DAG.matchAll(/dag.task\('(\w+)'/g)].map(m => m[1] as string))
test(id, async () => {
  const t = performance.now()
  const { state, log, xcoms, instance } = await run(id)
  const show = (s: string) => s.length > 1000 ? s.slice(0, 500) + ` …${s.length}… ` + s.slice(-500) : s
  console.error(id, state, Math.round(performance.now() - t), JSON.stringify(xcoms).slice(0, 300), '\n' + show(log.split('\n').filter(l => !/Dependencies all|Starting att|Executing|Marking|Running command|Output:/.test(l)).map(l => l.slice(31)).join('\n')))
})
