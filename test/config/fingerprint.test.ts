import { expect, test } from 'vitest'
import { configFingerprint } from '../../runtime/config/fingerprint.ts'
import { loadText } from './scratch-home.ts'

/** Each is another AIRFLOW_HOME, as on another host; the path of the DAG files is the same. */
const fingerprint = (text: string, env: NodeJS.ProcessEnv = {}) =>
  configFingerprint(loadText(text, { AIRFLOW__CORE__DAGS_FOLDER: '/srv/dags', ...env }))

const CFG = `[core]
parallelism = 8
fernet_key = key-of-all
[webserver]
secret_key = secret-of-all
[logging]
dag_processor_manager_log_location = {AIRFLOW_HOME}/x.log
`

test('is the same for the same settings, wherever they come from and whatever the home is', () => {
  const one = fingerprint(CFG)
  expect(fingerprint(CFG)).toEqual(one)
  expect(fingerprint(CFG.replace('parallelism = 8', ''), { AIRFLOW__CORE__PARALLELISM: '8' })).toEqual(one)
  expect(fingerprint(`${CFG}[scheduler]\nscheduler_heartbeat_sec = 5\n`)).toEqual(one)
})

test('is the same where options are set that each host has for itself', () => {
  const own = `[celery]
worker_concurrency = 2
flower_port = 5556
[database]
sql_alchemy_conn = mysql://airflow:other@localhost/airflow
`
  const { hash } = fingerprint(`${CFG}${own}`, {
    AIRFLOW__LOGGING__BASE_LOG_FOLDER: '/var/log/airflow',
    AIRFLOW__WEBSERVER__WEB_SERVER_PORT: '8081',
  })
  expect(hash).toBe(fingerprint(CFG).hash)
})

test.each([
  ['core.parallelism', CFG.replace('= 8', '= 9')],
  ['core.fernet_key', CFG.replace('key-of-all', 'another')],
  ['webserver.secret_key', CFG.replace('secret-of-all', 'another')],
  ['operators.default_queue', `${CFG}[operators]\ndefault_queue = slow\n`],
])('differs in %s, and in nothing else', (name, text) => {
  const [one, other] = [fingerprint(CFG), fingerprint(text)]
  expect(other.hash).not.toBe(one.hash)
  const names = new Set([...Object.keys(one.options), ...Object.keys(other.options)])
  expect([...names].filter(key => one.options[key] !== other.options[key])).toEqual([name])
})

test('counts the path of the dags folder, by which messages name DAG files', () => {
  expect(fingerprint(CFG, { AIRFLOW__CORE__DAGS_FOLDER: '/home/me/dags' }).hash).not.toBe(fingerprint(CFG).hash)
})

test('holds no value, and of a secret too little to find it by', () => {
  const { options } = fingerprint(CFG)
  expect(JSON.stringify(options)).not.toMatch(/secret-of-all|key-of-all/)
  expect(options['webserver.secret_key']).toMatch(/^[0-9a-f]{4}$/)
  expect(options).not.toHaveProperty(['database.sql_alchemy_conn'])
})
