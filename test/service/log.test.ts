import { expect, test } from 'vitest'
import { type LogLevel, openLog } from '../../runtime/service/log.ts'

function said(level: LogLevel): string[] {
  const lines: string[] = []
  const log = openLog('scheduler', level, line => lines.push(line))
  log.debug('dag_run_created', { dagId: 'd', runId: 'debug' })
  log.info('dag_run_created', { dagId: 'd', runId: 'info' })
  log.warn('dag_auto_paused', { dagId: 'd', failures: 3 })
  log.error('pass_failed', { part: 'Heartbeat', error: 'line 1\n"line 2"' })
  return lines
}

test('a line has time, component, level and sentence in the format of Airflow', () => {
  expect(said('info')[0]).toMatch(
    /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000\] \{scheduler\} INFO - Created <DagRun d @ info>\n$/,
  )
})

test.each([
  ['debug', ['DEBUG', 'INFO', 'WARNING', 'ERROR']],
  ['info', ['INFO', 'WARNING', 'ERROR']],
  ['warn', ['WARNING', 'ERROR']],
  ['error', ['ERROR']],
] as const)('at level %s it says %s', (level, expected) => {
  expect(said(level).map(line => line.split(' ')[2])).toEqual(expected)
})

test('a stack keeps its lines and quotes', () => {
  expect(said('error')[0]?.split(' - ')[1]).toBe('Heartbeat failed and will be tried again: line 1\n"line 2"\n')
})
