import { beforeAll, expect, test } from 'vitest'
import { sqlTimestamp } from '../../../runtime/model/time.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { chainDag, storeRuns, storeSpec } from '../../db/stored-runs.ts'
import { useWebserver } from '../webserver.ts'
import { askPage } from './ask-page.ts'
import { createOneDagReader } from './reader.ts'

/** The first two are of the same day of UTC, and of different days in Kolkata (5:30 ahead) and in New York (5 behind). */
const LOGICAL_DATES = ['2026-11-01T18:29:00Z', '2026-11-01T18:30:00Z', '2026-11-02T03:00:00Z', '2025-03-01T00:00:00Z']

describeOnEachDatabase('the calendar of a DAG', current => {
  const webserver = useWebserver(current)
  beforeAll(async () => {
    const { database } = current()
    const runs = await storeRuns(database, await storeSpec(database, chainDag('one')), [{}, {}, {}, {}])
    for (const [index, run] of runs.entries())
      await database.kysely
        .updateTable('dag_run')
        .set({
          execution_date: sqlTimestamp(Date.parse(LOGICAL_DATES[index] as string)),
          state: index === 1 ? 'success' : 'failed',
        })
        .where('id', '=', run.id)
        .execute()
    await storeSpec(database, chainDag('other'))
    await createOneDagReader(webserver(), 'one')
  })

  const daysOf = async (query: string) =>
    (await askPage(webserver(), `/dags/one/calendar?${query}`)).days.map((day: { date: string; runs: object }) => [
      day.date,
      day.runs,
    ])

  test('counts the runs of each day by state, in the present year unless another is asked for', async () => {
    expect(await askPage(webserver(), '/dags/one/calendar')).toMatchObject({
      year: 2026,
      firstYear: 2025,
      lastYear: 2026,
      days: [
        {
          date: '2026-11-01',
          fromMs: Date.UTC(2026, 10, 1),
          toMs: Date.UTC(2026, 10, 2),
          runs: { failed: 1, success: 1 },
        },
        { date: '2026-11-02', runs: { failed: 1 } },
      ],
    })
    expect(await daysOf('year=2025')).toEqual([['2025-03-01', { failed: 1 }]])
    expect(await daysOf('year=2024')).toEqual([])
  })

  test('knows the days of other time zones, also of those that are no whole hours off', async () => {
    expect(await daysOf('zone=Asia/Kolkata')).toEqual([
      ['2026-11-01', { failed: 1 }],
      ['2026-11-02', { success: 1, failed: 1 }],
    ])
    expect(await daysOf('zone=America/New_York')).toEqual([['2026-11-01', { failed: 2, success: 1 }]])
    expect(await daysOf('zone=America/New_York&year=2025')).toEqual([['2025-02-28', { failed: 1 }]])
    const [day] = (await askPage(webserver(), '/dags/one/calendar?zone=America/New_York')).days
    // The clocks went back on that day.
    expect(day.toMs - day.fromMs).toBe(25 * 3_600_000)
  })

  test('is for those who may read the DAG', async () => {
    expect((await askPage(webserver(), '/dags/one/calendar', 'reader')).status).toBe(200)
    expect((await askPage(webserver(), '/dags/other/calendar', 'reader')).status).toBe(403)
    expect((await askPage(webserver(), '/dags/one/calendar', 'public')).status).toBe(403)
  })

  test('refuses years and zones that are none', async () => {
    const refused = { status: 400 }
    expect(await askPage(webserver(), '/dags/one/calendar?year=99999')).toMatchObject(refused)
    expect(await askPage(webserver(), '/dags/one/calendar?year=12')).toMatchObject(refused)
    expect(await askPage(webserver(), '/dags/one/calendar?year=soon')).toMatchObject(refused)
    expect(await askPage(webserver(), '/dags/one/calendar?zone=Mars/Base')).toMatchObject(refused)
  })

  test('of a DAG without runs is empty', async () => {
    expect(await askPage(webserver(), '/dags/other/calendar')).toMatchObject({
      firstYear: 2026,
      lastYear: 2026,
      days: [],
    })
  })
})
