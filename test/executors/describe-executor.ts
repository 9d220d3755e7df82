import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findSerializedDag, type StoredDag } from '../../runtime/db/serialized-dag.ts'
import type { Executor } from '../../runtime/executor/executor.ts'
import type { AttemptRequest } from '../../runtime/model/attempt.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { isRunning, processesWith, untilGone } from '../worker/processes.ts'
import { openScratchHome, type ScratchHome } from '../worker/scratch-home.ts'
import { TaskRuns } from './task-runs.ts'

const SLOTS = 6

/** Every attempt writes down that it starts, and that it ends. */
const DAG = `
import { appendFileSync } from 'node:fs'
import { Dag } from 'slipstream'
const trace = process.env.AIRFLOW_HOME + '/trace'
const note = (text: string) => appendFileSync(trace, text + '\\n')
const dag = new Dag('conform', {
  onSuccess: async ({ runId, reason }) => { await new Promise(done => setTimeout(done, 200)); note('dag ' + runId + ' ' + reason) },
  onFailure: () => { throw new Error('the callback of the run is broken') },
})
const traced = (work: string) => 'echo "start $SLIPSTREAM_ATTEMPT" >> $AIRFLOW_HOME/trace; ' + work + '; echo "end $SLIPSTREAM_ATTEMPT" >> $AIRFLOW_HOME/trace'
for (let i = 0; i < 20; i += 1) dag.bash('quick' + i, { command: traced('true') })
dag.bash('slow', { command: traced('sleep 0.4') })
dag.bash('sleeps', { command: traced('sleep 60') })
dag.bash('sleeps_again', { command: traced('sleep 60') }, { retries: 1 })
dag.task('hangs', async () => { note('start ' + process.env.SLIPSTREAM_ATTEMPT); await new Promise(() => {}) })()
dag.bash('hanging_callback', { command: traced('true') }, { onSuccess: async () => { note('callback'); await new Promise(() => {}) } })
`

/** What holds for every executor; `open` makes one that is not started, with that many slots. */
export function describeExecutor(name: string, open: (home: ScratchHome, slots: number) => Executor): void {
  describe(name, () => {
    let home: ScratchHome
    let executor: Executor
    let runs: TaskRuns
    beforeAll(async () => {
      home = await openScratchHome({
        dags: { 'conform.ts': DAG },
        env: { AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '1' },
      })
      await home.readDags()
    })
    beforeEach(async () => {
      executor = open(home, SLOTS)
      runs = new TaskRuns(home, executor)
      await runs.start()
    })
    afterEach(async () => {
      await executor.stop(AbortSignal.abort())
      await executor[Symbol.asyncDispose]()
      await untilGone(() => processesWith(`SLIPSTREAM_WORKER=${home.home}#`))
    })
    afterAll(() => home[Symbol.asyncDispose]())

    const trace = (): string[] => {
      try {
        return readFileSync(join(home.home, 'trace'), 'utf8').trim().split('\n')
      } catch {
        return []
      }
    }
    const untilTraced = (line: string) =>
      eventually(async () => (trace().includes(line) ? true : null), { withinMs: 10_000, what: `"${line}"` })
    const started = async (taskId: string): Promise<AttemptRequest> => {
      const request = await runs.begin(await runs.createRun('conform'), taskId)
      await untilTraced(`start ${request.token}`)
      return request
    }

    test('has a name and all its slots open', () => {
      expect(executor.name).toBe(name)
      expect(executor.openSlots).toBe(SLOTS)
    })

    test('claims an attempt at most once, however often it is handed over', async () => {
      const request = await runs.queued(await runs.createRun('conform'), 'slow')
      await executor.queue([request, request])
      await executor.queue([request])
      await untilTraced(`start ${request.token}`)
      await eventually(async () => (executor.openSlots === SLOTS - 1 ? true : null), {
        withinMs: 5000,
        what: 'one slot taken',
      })
      expect((await runs.ended(request)).state).toBe('success')
      await executor.queue([request])
      await runs.untilFinished(request)
      expect(trace().filter(line => line.endsWith(request.token))).toEqual([
        `start ${request.token}`,
        `end ${request.token}`,
      ])
    })

    test('reports the end of each attempt, and has its slot open again', async () => {
      const run = await runs.createRun('conform')
      const requests = await Promise.all(Array.from({ length: 20 }, (_, index) => runs.queued(run, `quick${index}`)))
      await executor.queue(requests)
      const ended = await Promise.all(requests.map(request => runs.ended(request)))
      expect(ended.map(({ state }) => state)).toEqual(Array(20).fill('success'))
      expect(executor.openSlots).toBe(SLOTS)
    })

    test('ends what the database no longer calls running, and nothing else', async () => {
      const [marked, other] = [await started('sleeps'), await started('sleeps')] as const
      const { kysely } = home.database
      const row = kysely.updateTable('task_instance').where('external_executor_id', '=', marked.token)
      await row.set({ state: 'failed' }).execute()
      executor.recheck(null)
      expect((await runs.ended(marked)).state).toBe('failed')
      expect((await runs.now(other)).state).toBe('running')
      expect(executor.openSlots).toBe(SLOTS - 1)
      executor.recheck(other)
    })

    test('stop waits for what runs', async () => {
      const request = await started('slow')
      await executor.stop(new AbortController().signal)
      expect((await runs.now(request)).state).toBe('success')
    })

    test('stop waits until its deadline, then ends what runs as Airflow does: with a retry where one is left', async () => {
      const requests = await Promise.all(['sleeps', 'sleeps_again', 'hangs'].map(started))
      const deadline = new AbortController()
      const stopping = executor.stop(deadline.signal)
      expect(await Promise.all(requests.map(async request => (await runs.now(request)).state))).toEqual(
        Array(3).fill('running'),
      )
      deadline.abort()
      await stopping
      const ended = await Promise.all(requests.map(request => runs.now(request)))
      expect(ended.map(({ state }) => state)).toEqual(['failed', 'up_for_retry', 'failed'])
      for (const { log } of ended) expect(log).toContain('Task received SIGTERM signal: its worker is stopping')
    })

    test('stop does not wait for ever for a callback that hangs', async () => {
      const request = await runs.begin(await runs.createRun('conform'), 'hanging_callback')
      await untilTraced('callback')
      const startedAt = performance.now()
      await executor.stop(AbortSignal.abort())
      expect(performance.now() - startedAt).toBeLessThan(12_000)
      expect((await runs.now(request)).state).toBe('success')
    })

    test('runs the callbacks of a whole run, and stop waits for them', async () => {
      const dag = (await findSerializedDag(home.database.kysely, 'conform')) as StoredDag
      const run = await runs.createRun('conform')
      executor.runDagCallback({ dag: dag.spec, run, name: 'onSuccess', reason: 'success' })
      executor.runDagCallback({ dag: dag.spec, run, name: 'onFailure', reason: 'task_failure' })
      await executor.stop(new AbortController().signal)
      expect(trace()).toContain(`dag ${run.runId} success`)
      expect(home.lines.join('')).toContain('failed: Error: the callback of the run is broken')
    })

    test('leaves no process when it is disposed of', async () => {
      await Promise.all(['sleeps', 'hangs'].map(started))
      const pids = processesWith(`SLIPSTREAM_WORKER=${home.home}#`)
      expect(pids.length).toBeGreaterThanOrEqual(2)
      await executor[Symbol.asyncDispose]()
      await untilGone(() => pids)
    })

    test('recover ends what a dead worker has left', async () => {
      const env = { ...process.env, SLIPSTREAM_WORKER: `${home.home}#4711`, SLIPSTREAM_ATTEMPT: 'its-token' }
      const left = spawn('sleep', ['60'], { env, detached: true }).pid as number
      const killed: unknown[] = []
      await executor.recover({ livingJobIds: new Set([4711]), onKill: leftover => killed.push(leftover) })
      expect([isRunning(left), killed]).toEqual([true, []])
      await executor.recover({ livingJobIds: new Set(), onKill: leftover => killed.push(leftover) })
      expect([isRunning(left), killed]).toEqual([false, [{ pid: left, token: 'its-token' }]])
    })
  })
}
