import { beforeEach, expect, test } from 'vitest'
import { KnownRuns } from '../../../runtime/api/ui/known-runs.ts'
import { insertAuditEvent } from '../../../runtime/db/audit-log.ts'
import { listLastRuns } from '../../../runtime/db/dag-overview.ts'
import type { DagRun } from '../../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, NOW_MS, putState, storeRuns, storeSpec } from '../../db/stored-runs.ts'

describeOnEachDatabase('what is known of runs', current => {
  let run: DagRun
  let known: KnownRuns
  beforeEach(async () => {
    const dagId = `dag_${Math.random().toString(36).slice(2)}`
    const dag = await storeSpec(current().database, chainDag(dagId))
    run = (await storeRuns(current().database, dag, [{ first: 'success', second: 'failed' }]))[0] as DagRun
    known = new KnownRuns()
  })

  const letters = async (nowMs = NOW_MS) => {
    const db = current().database.kysely
    const states = await known.statesOf(db, await listLastRuns(db, [run.dagId], 5), nowMs)
    return states.map(one => one.letters)
  }
  const markFirst = (state: 'failed' | 'running') => putState(current().database, run, { taskId: 'first', state })

  test('stays as it was read while nobody changes a run that has ended', async () => {
    expect(await letters()).toEqual(['nsfn'])
    await markFirst('failed')
    expect(await letters()).toEqual(['nsfn'])
    expect(await letters(NOW_MS + 60_000)).toEqual(['nffn'])
  })

  test('is read again when somebody has changed something', async () => {
    await letters()
    await markFirst('failed')
    await insertAuditEvent(current().database.kysely, { event: 'clear', owner: 'ann' }, NOW_MS)
    expect(await letters()).toEqual(['nffn'])
  })

  test('is read each time of a run that goes on, or of which a task does', async () => {
    await markFirst('running')
    expect(await letters()).toEqual(['nrfn'])
    await markFirst('failed')
    expect(await letters()).toEqual(['nffn'])
  })
})
