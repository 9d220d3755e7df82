import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changeRunState, findDagRun } from '../../runtime/db/dag-run.ts'
import { listTaskInstances } from '../../runtime/db/task-instance.ts'
import type { DagRun } from '../../runtime/model/keys.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { openSession, type Session } from '../executors/local-session.ts'

const DAG = `
import { Dag } from 'slipstream'
new Dag('target').bash('work', { command: 'true' })
const dag = new Dag('triggers')
dag.triggerDagRun({ taskId: 'plain', dagId: 'target', conf: { from: '{{ run_id }}' } })
for (let i = 0; i < 6; i += 1) dag.triggerDagRun({ taskId: 'many' + i, dagId: 'target' })
dag.triggerDagRun({ taskId: 'named', dagId: 'target', triggerRunId: 'named_{{ params.name }}' })
dag.triggerDagRun({ taskId: 'dated', dagId: 'target', logicalDate: '{{ params.date }}' })
dag.triggerDagRun({ taskId: 'resets', dagId: 'target', logicalDate: '2020-01-01', resetDagRun: true })
dag.triggerDagRun({ taskId: 'waits', dagId: 'target', waitForCompletion: true, pokeInterval: 0.05 })
dag.task('times_out', async () => 1)()
dag.triggerDagRun({ taskId: 'unknown', dagId: 'no_such_dag' })
`

let session: Session
beforeAll(async () => {
  session = await openSession({ 'triggers.ts': DAG })
})
afterAll(() => session[Symbol.asyncDispose]())

const db = () => session.home.database.kysely
const begin = async (taskId: string, conf = {}) =>
  session.runs.begin(await session.runs.createRun('triggers', conf), taskId)
const run = async (taskId: string, conf = {}) => session.runs.ended(await begin(taskId, conf))
const targetOf = async (runId: unknown) => (await findDagRun(db(), { dagId: 'target', runId: String(runId) })) as DagRun

describe('triggering', () => {
  test('creates a queued run with the rendered conf, and pushes its run_id', async () => {
    const { state, xcoms, log, instance } = await run('plain')
    expect(state).toBe('success')
    const target = await targetOf(xcoms['trigger_run_id'])
    expect(target).toMatchObject({
      state: 'queued',
      runType: 'manual',
      externalTrigger: true,
      conf: { from: instance.runId },
    })
    expect(await listTaskInstances(db(), target)).toHaveLength(1)
    expect(log).toContain(`Created <DagRun target @ ${target.runId}>`)
  })

  test('several tasks at the same moment each get a run of their own', async () => {
    const dagRun = await session.runs.createRun('triggers')
    const requests = await Promise.all([0, 1, 2, 3, 4, 5].map(i => session.runs.queued(dagRun, `many${i}`)))
    await session.executor.queue(requests)
    const ended = await Promise.all(requests.map(request => session.runs.ended(request)))
    expect(ended.map(({ state }) => state)).toEqual(Array(6).fill('success'))
    expect(new Set(ended.map(({ xcoms }) => xcoms['trigger_run_id'])).size).toBe(6)
  })

  test('a run_id that exists already fails; so does one that is not allowed, and an unknown DAG', async () => {
    expect((await run('named', { name: 'a' })).xcoms).toEqual({ trigger_run_id: 'named_a' })
    expect((await run('named', { name: 'a' })).log).toContain('DagRunAlreadyExists: A Dag Run already exists')
    const outside = await run('named', { name: '/../../outside' })
    expect(outside.state).toBe('failed')
    expect(outside.log).toContain('The run_id "named_/../../outside" is not allowed')
    expect((await run('unknown')).log).toMatch(/ERROR - DagNotFound: .*no_such_dag/)
  })

  test.each([
    ['2020-02-01', '2020-02-01T00:00:00.000Z'],
    ['2020-02-01 03:04:05', '2020-02-01T03:04:05.000Z'],
    ['2020-02-01T03:04:05+02:00', '2020-02-01T01:04:05.000Z'],
  ])('logical_date %s is %s, whatever the zone of this host', async (date, expected) => {
    process.env['TZ'] = 'America/New_York'
    const { xcoms } = await run('dated', { date })
    delete process.env['TZ']
    expect(new Date((await targetOf(xcoms['trigger_run_id'])).logicalDateMs).toISOString()).toBe(expected)
  })

  test('a logical_date that is none is named', async () => {
    const { state, log } = await run('dated', { date: 'yesterday' })
    expect(state).toBe('failed')
    expect(log).toContain('logical_date is "yesterday", expected a date such as 2026-11-22')
  })

  test('resetDagRun clears the run that is there', async () => {
    const first = await run('resets')
    const target = await targetOf(first.xcoms['trigger_run_id'])
    await changeRunState(db(), target, { from: ['queued'], to: 'failed', atMs: Date.now() })
    const second = await run('resets')
    expect([second.state, second.xcoms]).toEqual(['success', first.xcoms])
    expect((await targetOf(target.runId)).state).toBe('queued')
  })
})

describe('waiting', () => {
  const waiting = async () => {
    const request = await begin('waits')
    const runId = await eventually(async () => (await session.runs.now(request)).xcoms['trigger_run_id'] ?? null, {
      withinMs: 5000,
      what: 'the run',
    })
    return { request, target: await targetOf(runId) }
  }

  test.each(['success', 'failed'] as const)('ends with the run: %s', async to => {
    const { request, target } = await waiting()
    await session.runs.untilLogged(request, `<DagRun target @ ${target.runId}> is queued`)
    await changeRunState(db(), target, { from: ['queued'], to, atMs: Date.now() })
    expect((await session.runs.ended(request)).state).toBe(to)
  })

  test('is ended when the task is marked', async () => {
    const { request } = await waiting()
    await db()
      .updateTable('task_instance')
      .set({ state: 'skipped' })
      .where('external_executor_id', '=', request.token)
      .execute()
    session.executor.recheck(request)
    expect((await session.runs.ended(request)).state).toBe('skipped')
  })
})
