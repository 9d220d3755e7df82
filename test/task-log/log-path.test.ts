import { expect, test } from 'vitest'
import { attemptLogPath } from '../../runtime/task-log/log-path.ts'
import { loadText } from '../config/scratch-home.ts'

const KEY = {
  dagId: 'd',
  taskId: 't',
  runId: 'manual__2026-01-02T03:04:05+00:00',
  mapIndex: -1,
  tryNumber: 2,
  logicalDateMs: Date.UTC(2026, 0, 2, 3, 4, 5),
}

const configOf = (template = '') =>
  loadText(`[logging]\nbase_log_folder = /logs\n${template === '' ? '' : `log_filename_template = ${template}\n`}`)

test('by default the path is Airflow 2’s, with a folder for a mapped index', () => {
  const config = configOf()
  expect(attemptLogPath(config, KEY)).toBe(
    '/logs/dag_id=d/run_id=manual__2026-01-02T03:04:05+00:00/task_id=t/attempt=2.log',
  )
  expect(attemptLogPath(config, { ...KEY, mapIndex: 3 })).toContain('/task_id=t/map_index=3/attempt=2.log')
})

test('another template is rendered, such as that of Airflow 1.10', () => {
  const config = configOf('{{ ti.dag_id }}/{{ ti.task_id }}/{{ ts }}/{{ try_number }}.log')
  expect(attemptLogPath(config, KEY)).toBe('/logs/d/t/2026-01-02T03:04:05+00:00/2.log')
})

test('a template that names what is not there is an error', () => {
  expect(() => attemptLogPath(configOf('{{ ti.nope }}/x.log'), KEY)).toThrow(/nope/)
})
