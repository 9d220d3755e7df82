import { expect, test } from 'vitest'
import { isFailedState, isFinished, isSuccessState, TASK_INSTANCE_STATES } from '../../runtime/model/states.ts'

test('finished, failed and success states are those of Airflow 2.10', () => {
  expect(TASK_INSTANCE_STATES.filter(isFinished).sort()).toEqual([
    'failed',
    'removed',
    'skipped',
    'success',
    'upstream_failed',
  ])
  expect(TASK_INSTANCE_STATES.filter(isFailedState)).toEqual(['failed', 'upstream_failed'])
  expect(TASK_INSTANCE_STATES.filter(isSuccessState)).toEqual(['success', 'skipped'])
})

test('no state is neither finished nor failed nor a success', () => {
  expect([isFinished(null), isFailedState(null), isSuccessState(null)]).toEqual([false, false, false])
})
