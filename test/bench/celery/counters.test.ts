import { expect, test } from 'vitest'
import { difference } from '../../../bench/celery/counters.ts'

test('only what grew counts, a counter that was not there before from nothing', () => {
  expect(difference({ job: 5, task_instance: 12, xcom: 3 }, { job: 5, task_instance: 10 })).toEqual({
    task_instance: 2,
    xcom: 3,
  })
})
