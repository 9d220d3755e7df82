import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { Airflow, processesOf } from './airflow.ts'

/** Every attempt writes down its start and its end; a task that is cut short leaves a start alone. */
const dagFile = (trace: string): string => `
import { Dag } from 'slipstream'
const dag = new Dag('traced', { isPausedUponCreation: false, maxActiveTasks: 64 })
const trace = (id: string, work: string) =>
  \`echo "start \${id} $AIRFLOW_CTX_TRY_NUMBER $SLIPSTREAM_ATTEMPT" >> ${trace}; \${work}; echo "end \${id} $AIRFLOW_CTX_TRY_NUMBER $SLIPSTREAM_ATTEMPT" >> ${trace}\`
const first = dag.bash('first', { command: trace('first', 'true') })
for (let index = 0; index < 24; index += 1) {
  const id = 'work' + index
  const work = dag.bash(id, { command: trace(id, 'sleep 0.' + (index % 9) ) }, { retries: 4, retryDelay: 0.1 })
  const stubborn = dag.bash('stubborn' + index, { command: trace('stubborn' + index, 'trap "" TERM; sleep 0.3') }, { retries: 4, retryDelay: 0.1 })
  first.before(work)
  work.before(stubborn)
}
dag.bash('without_retries', { command: trace('without_retries', 'sleep 30') })
const spin = dag.task('spin', async () => { const until = Date.now() + 700; while (Date.now() < until); }, { retries: 4, retryDelay: 0.1 })
spin()
`

test('after kill -9 of the scheduler every task ends as an uninterrupted run would end it, and no attempt runs twice', async () => {
  await using airflow = await Airflow.create()
  const trace = join(airflow.home, 'trace')
  airflow.addDag('traced', dagFile(trace))
  await airflow.run('db', 'migrate')
  let scheduler = airflow.start('scheduler')
  await airflow.run('dags', 'list')
  await eventually(async () => ((await airflow.run('dags', 'trigger', 'traced')).code === 0 ? true : null), {
    withinMs: 15_000,
    what: 'the trigger',
  })
  for (let kills = 0; kills < 3; kills += 1) {
    await eventually(async () => (lines(trace).length > 6 + kills * 15 ? true : null), {
      withinMs: 20_000,
      what: 'some tasks',
    })
    scheduler.kill('SIGKILL')
    await eventually(async () => (processesOf(airflow.home).length === 0 ? true : null), {
      withinMs: 5000,
      what: 'the end of what it had started',
    })
    await sleep(50)
    scheduler = airflow.start('scheduler')
  }
  const ended = await eventually(
    async () => {
      const { output } = await airflow.run('dags', 'list-runs', '-d', 'traced', '-o', 'json')
      const [run] = JSON.parse(output.slice(output.indexOf('['))) as { run_id: string; state: string }[]
      return run?.state === 'success' || run?.state === 'failed' ? run : null
    },
    { withinMs: 60_000, what: 'the end of the run' },
  )
  expect(ended.state).toBe('failed')
  const { output } = await airflow.run('tasks', 'states-for-dag-run', 'traced', ended.run_id, '-o', 'json')
  const states = JSON.parse(output.slice(output.indexOf('['))) as { task_id: string; state: string }[]
  for (const { task_id: taskId, state } of states)
    expect([taskId, state]).toEqual([taskId, taskId === 'without_retries' ? 'failed' : 'success'])
  const starts = lines(trace).filter(line => line.startsWith('start'))
  expect(new Set(starts).size).toBe(starts.length)
  for (const taskId of states.map(one => one.task_id)) expect(overlaps(lines(trace), taskId)).toBe(false)
})

function lines(trace: string): string[] {
  try {
    return readFileSync(trace, 'utf8').trim().split('\n')
  } catch {
    return []
  }
}

/** Whether an attempt of the task wrote anything after a later one had started. */
function overlaps(trace: readonly string[], taskId: string): boolean {
  const tries = trace.filter(line => line.split(' ')[1] === taskId).map(line => Number(line.split(' ')[2]))
  return tries.some((tryNumber, index) => index > 0 && tryNumber < (tries[index - 1] as number))
}
