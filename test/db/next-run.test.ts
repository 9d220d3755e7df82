import { beforeEach, describe, expect, test } from 'vitest'
import { insertDagRun } from '../../runtime/db/dag-run.ts'
import { nextRunAfter, planNextRun } from '../../runtime/db/next-run.ts'
import type { DagSpec, TaskSpec } from '../../runtime/model/dag.ts'
import type { RunType } from '../../runtime/model/keys.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { dagSpec, taskSpec } from '../model/fixtures/dag-spec.ts'

const DAY_MS = 86_400_000
const day = (number: number): number => Date.UTC(2026, 0, number)
const NOW_MS = day(10) + 3_600_000

const daily = (given: Partial<DagSpec> = {}, ...tasks: readonly Partial<TaskSpec>[]): DagSpec => ({
  ...dagSpec(tasks.map((task, at) => taskSpec(`t${at}`, task))),
  dagId: 'd',
  schedule: { type: 'cron', expression: '@daily', timezone: 'UTC' },
  catchup: true,
  ...given,
})
const interval = (number: number) => ({ startMs: day(number), endMs: day(number + 1) })
const planned = (number: number) => ({
  logicalDateMs: day(number),
  interval: interval(number),
  createAfterMs: day(number + 1),
})

describe('the run after', () => {
  test('begins with the start date of the DAG or the earliest of its tasks', () => {
    expect(nextRunAfter(daily({ startDateMs: day(3) }), null, NOW_MS)).toEqual(planned(3))
    const tasks = [{ startDateMs: day(6) }, { startDateMs: day(5) }, {}]
    expect(nextRunAfter(daily({}, ...tasks), null, NOW_MS)).toEqual(planned(5))
    expect(nextRunAfter(daily({ startDateMs: day(7) }, ...tasks), null, NOW_MS)).toEqual(planned(5))
    expect(nextRunAfter(daily(), null, NOW_MS)).toBeNull()
  })

  test('is none after the end date of the DAG, or of its tasks where each has one', () => {
    const next = (spec: DagSpec) => nextRunAfter({ ...spec, startDateMs: day(1) }, interval(4), NOW_MS)
    expect(next(daily({ endDateMs: day(5) }))).toEqual(planned(5))
    expect(next(daily({ endDateMs: day(5) - 1 }))).toBeNull()
    expect(next(daily({}, { endDateMs: day(3) }, { endDateMs: day(4) }))).toBeNull()
    expect(next(daily({}, { endDateMs: day(3) }, { endDateMs: day(5) }))).toEqual(planned(5))
    expect(next(daily({}, { endDateMs: day(3) }, {}))).toEqual(planned(5))
    expect(next(daily({ endDateMs: day(9) }, { endDateMs: day(3) }))).toEqual(planned(5))
  })

  test('is the last complete interval where catchup is off', () => {
    expect(nextRunAfter(daily({ startDateMs: day(1), catchup: false }), null, NOW_MS)).toEqual(planned(9))
    expect(nextRunAfter(daily({ startDateMs: day(1), catchup: false }), interval(9), NOW_MS)).toEqual(planned(10))
  })
})

describeOnEachDatabase('the plan of a DAG', current => {
  const db = () => current().database.kysely

  beforeEach(async () => {
    await db().deleteFrom('dag_run').execute()
  })

  const insert = (number: number, runType: RunType): Promise<unknown> =>
    insertDagRun(db(), {
      dagId: 'd',
      runId: `${runType} ${number}`,
      state: 'success',
      runType,
      externalTrigger: runType === 'manual',
      logicalDateMs: day(number),
      interval: interval(number),
      conf: {},
      dagHash: '',
      creatingJobId: null,
      queuedAtMs: day(number) + DAY_MS,
    })

  test('goes on from its newest run that was not made by hand', async () => {
    const spec = daily({ startDateMs: day(2) })
    expect(await planNextRun(db(), spec, NOW_MS)).toEqual(planned(2))
    await insert(2, 'scheduled')
    await insert(3, 'backfill')
    await insert(7, 'manual')
    expect(await planNextRun(db(), spec, NOW_MS)).toEqual(planned(4))
  })
})
