import { afterAll, beforeAll, expect, test } from 'vitest'
import { openSession, type Session } from '../executors/local-session.ts'

const DAG = `
import { AirflowSkipException, Dag } from 'slipstream'
const dag = new Dag('inputs')
const gives = dag.task('gives', async () => ({ a: 1 }))
const gives_null = dag.task('gives_null', async () => null)
const gives_nothing = dag.task('gives_nothing', async (): Promise<string | null> => undefined as never)
const skips = dag.task('skips', async (): Promise<string | null> => { throw new AirflowSkipException('no') })
const bash = dag.bash('bash', { command: 'echo from bash' })
const all = async (inputs: object) => inputs as never
dag.task('takes', all as never)({ one: gives(), two: gives_null(), three: bash, four: [1, { five: true }] } as never)
dag.task('takes_nothing', all as never)({ one: gives_nothing() } as never)
dag.task('takes_skipped', all as never, { triggerRule: 'all_done' })({ one: skips() } as never)
`

let session: Session
beforeAll(async () => {
  session = await openSession({ 'inputs.ts': DAG })
})
afterAll(() => session[Symbol.asyncDispose]())

const runAll = async (...taskIds: readonly string[]) => {
  const run = await session.runs.createRun('inputs')
  for (const taskId of taskIds.slice(0, -1)) await session.runs.run('inputs', taskId, run)
  return session.runs.run('inputs', taskIds.at(-1) as string, run)
}

test('a handler gets the values of its upstream tasks, and literals as written', async () => {
  const { xcoms } = await runAll('gives', 'gives_null', 'bash', 'takes')
  expect(xcoms['return_value']).toEqual({ one: { a: 1 }, two: null, three: 'from bash', four: [1, { five: true }] })
})

test('an upstream task that succeeded without a value is named', async () => {
  const { state, log } = await runAll('gives_nothing', 'takes_nothing')
  expect(state).toBe('failed')
  expect(log).toContain(
    'Argument "one" takes the value of task "gives_nothing", which pushed none. Return a value there',
  )
})

test('a skipped upstream task gives null', async () => {
  const { xcoms } = await runAll('skips', 'takes_skipped')
  expect(xcoms['return_value']).toEqual({ one: null })
})
