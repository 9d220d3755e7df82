import { expect, test } from 'vitest'
import { commandTaskName, isCommandTask } from '../../../runtime/queue/message/task-name.ts'

const PROVIDER_APP = 'airflow.providers.celery.executors.celery_executor'
const PROVIDER_TASK = 'airflow.providers.celery.executors.celery_executor_utils.execute_command'
const CORE_TASK = 'airflow.executors.celery_executor.execute_command'

test('The name of the sent task follows celery_app_name', () => {
  expect(commandTaskName(PROVIDER_APP)).toBe(PROVIDER_TASK)
  expect(commandTaskName('airflow.executors.celery_executor')).toBe(CORE_TASK)
  expect(commandTaskName('our.cluster')).toBe('our.cluster.execute_command')
})

test('A worker takes the tasks of every Airflow, and its own', () => {
  expect(
    [PROVIDER_TASK, CORE_TASK, 'our.cluster.execute_command'].map(one => isCommandTask(one, 'our.cluster')),
  ).toEqual([true, true, true])
  expect(isCommandTask('celery.backend_cleanup', PROVIDER_APP)).toBe(false)
})
