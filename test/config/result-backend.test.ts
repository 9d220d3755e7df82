import { expect, test } from 'vitest'
import { resultBackendSettings } from '../../runtime/config/result-backend.ts'
import { loadText, messageOf } from './scratch-home.ts'

const settings = (lines: string) => resultBackendSettings(loadText(`[celery]\n${lines}\n`))

test.each(['', 'result_backend =', 'result_backend = disabled', 'result_backend = disabled://'])(
  'no results are kept with "%s"',
  lines => {
    expect(settings(lines)).toBe(null)
  },
)

test('a database is what stands behind db+', () => {
  expect(settings('result_backend = db+mysql+pymysql://me:pw@db/airflow')).toEqual({
    url: 'mysql+pymysql://me:pw@db/airflow',
    isExtended: false,
    tracksStarted: true,
  })
})

test("follows Airflow's task_track_started and Celery's result_extended", () => {
  const lines =
    'result_backend = db+mysql://db/airflow\ntask_track_started = False\nextra_celery_config = {"result_extended": true}'
  expect(settings(lines)).toMatchObject({ isExtended: true, tracksStarted: false })
})

test.each(['rpc://', 'redis://:hidden@localhost/0', 'mysql://me:hidden@db/airflow'])(
  'refuses %s, and says what is',
  url => {
    const message = messageOf(() => settings(`result_backend = ${url}`))
    expect(message).toMatch(/^\[celery\] result_backend is .*, expected a database such as db\+mysql:/)
    expect(message).not.toContain('hidden')
  },
)

test('refuses a database that is none of ours, without its password', () => {
  const message = messageOf(() => settings('result_backend = db+postgresql://me:hidden@db/airflow'))
  expect(message).toContain('names postgresql, but only mysql and sqlite are supported')
  expect(message).not.toContain('hidden')
})

test('says which settings of extra_celery_config do nothing', () => {
  const warnings = (text: string) => loadText(`[celery]\nextra_celery_config = ${text}\n`).warnings
  expect(warnings('{"result_extended": true}')).toEqual([])
  expect(warnings('{"worker_max_tasks_per_child": 10}')).toEqual([
    expect.stringMatching(/:2: worker_max_tasks_per_child of \[celery\] extra_celery_config has no effect/),
  ])
})
