import { beforeEach, describe, expect, test } from 'vitest'
import { markAllQueued, markAllScheduled, markQueued } from '../../runtime/db/queue-transition.ts'
import { findTaskInstance } from '../../runtime/db/task-instance.ts'
import { claimAttempt, endAttempt, markEnded, recordHistory, restoreRemoved } from '../../runtime/db/task-transition.ts'
import type { MaybeState } from '../../runtime/model/states.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { DAG_ID, insertTaskInstances } from './rows.ts'

const NOW_MS = Date.UTC(2026, 10, 22, 12) + 0.5
const key = { dagId: DAG_ID, runId: 'r', taskId: 't', mapIndex: -1 }
const queueing = { ...key, tryNumber: 1, token: 'token', atMs: NOW_MS, jobId: 3 }
const claim = { token: 'token', startDateMs: NOW_MS + 1000, hostname: 'h', unixname: 'u', pid: 7, jobId: 4 }
const end = { token: 'token', from: 'running', to: 'success', endDateMs: NOW_MS + 3000, durationS: 2 } as const

describeOnEachDatabase('a change of state', current => {
  const db = () => current().database.kysely
  const found = () => findTaskInstance(db(), key)
  const row = () => db().selectFrom('task_instance').selectAll().where('task_id', '=', 't').executeTakeFirstOrThrow()
  const be = (state: MaybeState): Promise<unknown> => db().updateTable('task_instance').set({ state }).execute()

  beforeEach(async () => {
    for (const table of ['task_instance_history', 'task_instance', 'dag_run'] as const)
      await db().deleteFrom(table).execute()
    await insertTaskInstances(db(), 'r', [{ task_id: 't' }, { task_id: 'other' }])
  })

  test('goes from queued over running to the end, for one attempt', async () => {
    expect(await markQueued(db(), { ...queueing, from: null })).toBe(true)
    expect(await found()).toMatchObject({ state: 'queued', tryNumber: 1, token: 'token', queuedByJobId: 3 })
    expect(await claimAttempt(db(), key, claim)).toBe(true)
    expect(await found()).toMatchObject({ state: 'running', startDateMs: NOW_MS + 1000, hostname: 'h', jobId: 4 })
    expect(await endAttempt(db(), key, end)).toBe(true)
    expect(await found()).toMatchObject({ state: 'success', endDateMs: NOW_MS + 3000 })
    expect(await row()).toMatchObject({ duration: 2, pid: 7, unixname: 'u' })
    const other = await findTaskInstance(db(), { ...key, taskId: 'other' })
    expect(other?.state).toBeNull()
  })

  test('a claim succeeds once, for the right token, from queued only', async () => {
    expect(await claimAttempt(db(), key, claim)).toBe(false)
    await markQueued(db(), { ...queueing, from: null })
    expect(await claimAttempt(db(), key, { ...claim, token: 'stale' })).toBe(false)
    expect(await claimAttempt(db(), { ...key, mapIndex: 0 }, claim)).toBe(false)
    const claims = await Promise.all([1, 2, 3].map(() => claimAttempt(db(), key, claim)))
    expect(claims.filter(Boolean)).toHaveLength(1)
  })

  test('an end that is no longer this attempt’s changes nothing', async () => {
    await markQueued(db(), { ...queueing, from: null })
    await claimAttempt(db(), key, claim)
    expect(await endAttempt(db(), key, { ...end, token: 'stale' })).toBe(false)
    await be('restarting')
    expect(await endAttempt(db(), key, end)).toBe(false)
    expect(await endAttempt(db(), key, { ...end, from: 'restarting', to: 'up_for_retry' })).toBe(true)
    expect((await found())?.state).toBe('up_for_retry')
  })

  test.each([null, 'scheduled', 'up_for_retry'] as const)('to queued happens from %s only if it is so', async from => {
    await be('success')
    expect(await markQueued(db(), { ...queueing, from })).toBe(false)
    expect(await markAllScheduled(db(), [{ ...queueing, from }])).toBe(0)
    await be(from)
    expect(await markQueued(db(), { ...queueing, from })).toBe(true)
  })

  test('many are queued together, each under its token, but for what somebody else has changed', async () => {
    const taskIds = Array.from({ length: 450 }, (_, at) => `t${at}`)
    await insertTaskInstances(db(), 'r2', [
      ...taskIds.map(task_id => ({ task_id })),
      { task_id: 'mapped', map_index: 3 },
    ])
    const change = (taskId: string, mapIndex = -1) => ({
      ...queueing,
      ...{ runId: 'r2', taskId, mapIndex, token: `token of ${taskId}`, from: null },
    })
    await be(null)
    await db().updateTable('task_instance').set({ state: 'success' }).where('task_id', '=', 't7').execute()
    const changes = [change('mapped', 3), ...taskIds.map(taskId => change(taskId)), change('nobody')]
    const queued = await markAllQueued(db(), changes)
    expect(queued).toEqual(changes.filter(one => one.taskId !== 't7' && one.taskId !== 'nobody'))
    const rows = await db().selectFrom('task_instance').selectAll().where('state', '=', 'queued').execute()
    expect(rows.map(row => row.external_executor_id)).toEqual(rows.map(row => `token of ${row.task_id}`))
    expect(rows).toHaveLength(450)
  })

  test('a new attempt has the dates of the one before no longer', async () => {
    await markQueued(db(), { ...queueing, from: null })
    await claimAttempt(db(), key, claim)
    await endAttempt(db(), key, { ...end, to: 'up_for_retry' })
    await markQueued(db(), { ...queueing, from: 'up_for_retry', tryNumber: 2, token: 'next' })
    expect(await found()).toMatchObject({ tryNumber: 2, token: 'next', startDateMs: null, endDateMs: null })
    expect((await row()).duration).toBeNull()
  })

  test('back to scheduled takes the token away', async () => {
    await markQueued(db(), { ...queueing, from: null })
    expect(await markAllScheduled(db(), [{ ...queueing, from: 'queued' }])).toBe(1)
    expect(await found()).toMatchObject({ state: 'scheduled', token: null, tryNumber: 1 })
    expect(await claimAttempt(db(), key, claim)).toBe(false)
  })

  describe('by the scheduler', () => {
    test('starts and ends at once what never ran', async () => {
      expect(await markEnded(db(), { ...key, from: null, to: 'success', tryNumber: 1, atMs: NOW_MS })).toBe(true)
      const ended = { state: 'success', tryNumber: 1, startDateMs: NOW_MS, endDateMs: NOW_MS }
      expect(await found()).toMatchObject(ended)
      expect((await row()).duration).toBe(0)
      expect(await markEnded(db(), { ...key, from: null, to: 'skipped', atMs: NOW_MS })).toBe(false)
    })

    test.each(['running', 'restarting'] as const)('keeps the start of what is %s', async state => {
      await markQueued(db(), { ...queueing, from: null })
      await claimAttempt(db(), key, claim)
      await be(state)
      await markEnded(db(), { ...key, from: state, to: 'failed', startDateMs: claim.startDateMs, atMs: NOW_MS + 4000 })
      expect(await found()).toMatchObject({ startDateMs: NOW_MS + 1000, endDateMs: NOW_MS + 4000, token: 'token' })
      expect((await row()).duration).toBe(3)
    })

    test('restores only what was removed', async () => {
      await markEnded(db(), { ...key, from: null, to: 'removed', atMs: NOW_MS })
      await restoreRemoved(db(), key, NOW_MS)
      expect(await found()).toMatchObject({ state: null, startDateMs: null, endDateMs: null })
      await be('success')
      await restoreRemoved(db(), key, NOW_MS)
      expect((await found())?.state).toBe('success')
    })
  })

  test('an attempt goes to the history in the state that is named', async () => {
    await markQueued(db(), { ...queueing, from: null })
    await claimAttempt(db(), key, claim)
    await endAttempt(db(), key, { ...end, to: 'up_for_retry' })
    await recordHistory(db(), key, 'failed')
    const [history, ...more] = await db().selectFrom('task_instance_history').selectAll().execute()
    expect(more).toEqual([])
    expect(history).toMatchObject({ task_id: 't', try_number: 1, state: 'failed', hostname: 'h', duration: 2 })
    expect(history?.external_executor_id).toBe('token')
    expect((await found())?.state).toBe('up_for_retry')
  })
})
