import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clearTaskInstances } from '../../runtime/db/clear-task-instances.ts'
import { listRunningRuns } from '../../runtime/db/dag-run.ts'
import { type Database, inTransaction, openDatabase } from '../../runtime/db/database.ts'
import { markDagRun, markTaskInstances } from '../../runtime/db/mark-state.ts'
import { savePool } from '../../runtime/db/pool.ts'
import { findTaskInstance, listTaskInstances } from '../../runtime/db/task-instance.ts'
import { dagGraph } from '../../runtime/model/dag.ts'
import type { DagRun, DagRunKey } from '../../runtime/model/keys.ts'
import { isFinished } from '../../runtime/model/states.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { serverBinary } from '../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../databases.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'
import { DAY_MS, openScene, type Scene, START_MS } from './fixtures/scene.ts'

const RUNS = 8
const LIMITS = { runs: 4, tasks: 6, slots: 3, perTask: 2 }
const GRAPH = 'a > b > c, a > d > c, e > f'
const HAMMER_MS = 6000
/** What was cleared while it ran waits for its retry delay. */
const AT_ONCE = { retryDelayMs: 10 }

describe.skipIf(serverBinary() === null)('Several schedulers on MySQL', () => {
  let opened: TestDatabase
  let second: Database
  beforeAll(async () => {
    opened = await createTestDatabase('mysql')
    second = await openDatabase(opened.url)
  })
  afterAll(async () => {
    await second.close()
    await opened[Symbol.asyncDispose]()
  })

  /** How much runs, in one look. */
  async function overLimits(dagId: string): Promise<string[]> {
    const { rows } = await sql<Record<'runs' | 'tasks' | 'slots' | 'perTask', number>>`select
      (select count(*) from dag_run where dag_id = ${dagId} and state = 'running') as runs,
      (select count(*) from task_instance where dag_id = ${dagId} and state in ('queued', 'running')) as tasks,
      (select coalesce(sum(pool_slots), 0) from task_instance where pool = 'narrow' and state in ('queued', 'running')) as slots,
      (select count(*) from task_instance where dag_id = ${dagId} and task_id = 'd' and state in ('queued', 'running')) as perTask`.execute(
      opened.database.kysely,
    )
    const [now] = rows
    return Object.entries(LIMITS).flatMap(([what, most]) =>
      Number(now?.[what as keyof typeof LIMITS]) > most ? [`${what}: ${now?.[what as keyof typeof LIMITS]}`] : [],
    )
  }

  /** Clears or marks something, as the command line and the API do. */
  async function disturb(run: DagRunKey, graph: ReturnType<typeof dagGraph>): Promise<void> {
    const nowMs = START_MS
    const pick = <T>(of: readonly T[]): T => of[Math.floor(Math.random() * of.length)] as T
    const taskId = pick(graph.order)
    await inTransaction(second, async db => {
      const some = (await listTaskInstances(db, run)).filter(one => one.taskId === taskId || Math.random() < 0.3)
      const how = Math.random()
      if (how < 0.5) await clearTaskInstances(db, some, { nowMs, dagRunState: 'queued' })
      else if (how < 0.8)
        await markTaskInstances(db, graph, {
          ...run,
          taskIds: [taskId],
          state: pick(['success', 'failed']),
          nowMs,
          future: true,
        })
      else await markDagRun(db, run, { state: pick(['success', 'failed', 'queued']), nowMs })
    })
  }

  const problems = (scene: Scene): string[] => scene.logLines.filter(line => line.includes('failed and will be tried'))

  test('keep every limit and bring every run to its end, whatever is cleared and marked meanwhile', async () => {
    const settings = { slowPollMs: 50 }
    await using one = await openScene(opened.database, { settings, isTimePassing: true })
    await using other = await openScene(second, { settings, isTimePassing: true })
    await savePool(one.db, { name: 'narrow', slots: LIMITS.slots, description: null, includeDeferred: false })
    const spec = await one.save(
      'd',
      tasksOf(GRAPH, {
        a: AT_ONCE,
        b: { ...AT_ONCE, pool: 'narrow', retries: 1 },
        c: AT_ONCE,
        d: { ...AT_ONCE, maxActiveTisPerDag: LIMITS.perTask },
        e: { ...AT_ONCE, pool: 'narrow', poolSlots: 2 },
        f: AT_ONCE,
      }),
      { maxActiveRuns: LIMITS.runs, maxActiveTasks: LIMITS.tasks },
    )
    const runs: DagRun[] = []
    for (let at = 0; at < RUNS; at += 1) runs.push(await one.create('d', { logicalDateMs: START_MS - at * DAY_MS }))
    const wake = (run: DagRunKey) => {
      for (const scene of [one, other]) scene.scheduler.onWake({ type: 'dag_run', ...run })
    }
    const excesses: string[] = []
    let disturbances = 0
    const isOver = AbortSignal.timeout(HAMMER_MS)
    const hammer = async (): Promise<void> => {
      while (!isOver.aborted) {
        const run = runs[disturbances % RUNS] as DagRun
        disturbances += 1
        await disturb(run, dagGraph(spec))
        wake(run)
      }
    }
    const watch = async (): Promise<void> => {
      while (!isOver.aborted) excesses.push(...(await overLimits('d')))
    }
    for (const run of runs) wake(run)
    await Promise.all([hammer(), hammer(), watch()])
    expect(disturbances).toBeGreaterThan(20)
    expect(excesses).toEqual([])
    for (const run of runs) wake(run)
    await eventually(async () => ((await unfinished()).length === 0 ? true : null), {
      withinMs: 20_000,
      what: 'the end of all runs',
    })
    await expectWhole(runs)
    expect([...problems(one), ...problems(other)]).toEqual([])
    const tokens = [...one.executor.attempts, ...other.executor.attempts].map(attempt => attempt.token)
    expect(new Set(tokens).size).toBe(tokens.length)
    expect(one.executor.attempts.length * other.executor.attempts.length, 'both took part').toBeGreaterThan(0)
  })

  const unfinished = () =>
    opened.database.kysely.selectFrom('dag_run').select('run_id').where('state', 'in', ['queued', 'running']).execute()

  /** An ended run has nothing that is not ended, and no try twice in the history. */
  async function expectWhole(runs: readonly DagRunKey[]): Promise<void> {
    for (const run of runs) {
      const states = (await listTaskInstances(opened.database.kysely, run)).map(({ taskId, state }) => ({
        taskId,
        state,
      }))
      expect(states.filter(({ state }) => !isFinished(state))).toEqual([])
    }
    const columns = ['run_id', 'task_id', 'try_number'] as const
    const history = await opened.database.kysely.selectFrom('task_instance_history').select(columns).execute()
    const tries = history.map(row => `${row.run_id} ${row.task_id} ${row.try_number}`)
    expect(tries.filter((one, at) => tries.indexOf(one) !== at)).toEqual([])
    expect(await listRunningRuns(opened.database.kysely)).toEqual([])
  }

  test('decide on: a run that another one has locked is left to it, and the others go on', async () => {
    await using scene = await openScene(opened.database)
    await scene.save('d', tasksOf('a > b'))
    const [held, free] = [await scene.create('d'), await scene.create('d', { logicalDateMs: START_MS - DAY_MS })]
    const letGo = Promise.withResolvers<void>()
    const isLocked = Promise.withResolvers<void>()
    await scene.db.updateTable('dag_run').set({ state: 'running' }).execute()
    const holding = inTransaction(second, async db => {
      await sql`select id from dag_run where id = ${held.id} for update`.execute(db)
      isLocked.resolve()
      await letGo.promise
    })
    await isLocked.promise
    for (const run of [held, free]) scene.scheduler.touch(run)
    await scene.reaches(free, 'success')
    expect(await scene.states(held)).toEqual({ a: null, b: null })
    letGo.resolve()
    await holding
    scene.advance(1000)
    await scene.reaches(held, 'success')
    expect(problems(scene)).toEqual([])
  })

  test('run a pass again that was the victim of a deadlock', async () => {
    await using scene = await openScene(opened.database)
    await scene.save('d', tasksOf('a'))
    const run = await scene.create('d')
    const deadlocks = async () => {
      const metric = sql<{
        n: number
      }>`select count as n from information_schema.innodb_metrics where name = 'lock_deadlocks'`
      return Number((await metric.execute(scene.db)).rows[0]?.n)
    }
    const before = await deadlocks()
    await inTransaction(second, async db => {
      // The server rolls back who has changed less.
      for (let at = 0; at < 50; at += 1)
        await savePool(db, { name: `p${at}`, slots: 1, description: null, includeDeferred: false })
      await sql`select state from task_instance where run_id = ${run.runId} for update`.execute(db)
      scene.scheduler.onWake({ type: 'dag_run', ...run })
      await eventually(async () => (await isAnyWaiting()) || null, { withinMs: 10_000, what: 'the scheduler waits' })
      await sql`select id from slot_pool where pool = 'default_pool' for update`.execute(db)
    })
    await scene.reaches(run, 'success')
    expect((await findTaskInstance(scene.db, { ...run, taskId: 'a', mapIndex: -1 }))?.tryNumber).toBe(1)
    expect(problems(scene)).toEqual([])
    expect(await deadlocks()).toBeGreaterThan(before)
  })

  /** The server shows what it showed last to those who ask again within a tenth of a second. */
  async function isAnyWaiting(): Promise<boolean> {
    await sleep(200)
    const waiting = sql`select trx_id from information_schema.innodb_trx where trx_state = 'LOCK WAIT'`
    return (await waiting.execute(opened.database.kysely)).rows.length > 0
  }
})
