import { expect, test } from 'vitest'
import { settingsOf } from '../../../bench/peer/settings.ts'

const place = {
  home: '/home/of-airflow',
  webPort: 4711,
  databaseAddress: 'airflow:secret@127.0.0.1:3306/airflow',
  brokerUrl: 'amqp://airflow:secret@127.0.0.1:5672/airflow2',
}

test('Airflow 2 gets MariaDB, for its results as well, and Airflow 3 PostgreSQL', () => {
  const [second, third] = [settingsOf('airflow-2.11', place), settingsOf('airflow-3.3', place)]
  expect(second['AIRFLOW__DATABASE__SQL_ALCHEMY_CONN']).toBe(`mysql+mysqldb://${place.databaseAddress}`)
  expect(second['AIRFLOW__CELERY__RESULT_BACKEND']).toBe(`db+mysql+mysqldb://${place.databaseAddress}`)
  expect(third['AIRFLOW__DATABASE__SQL_ALCHEMY_CONN']).toBe(`postgresql+psycopg2://${place.databaseAddress}`)
})

test('both are tuned alike, and a section that a release sets itself keeps what is common', () => {
  for (const release of ['airflow-2.11', 'airflow-3.3'] as const) {
    const settings = settingsOf(release, place)
    expect(settings['AIRFLOW__SCHEDULER__SCHEDULER_IDLE_SLEEP_TIME']).toBe('0.1')
    expect(settings['AIRFLOW__CORE__EXECUTOR']).toBe('CeleryExecutor')
    expect(settings['AIRFLOW__CORE__DAGS_FOLDER']).toBe('/home/of-airflow/dags')
    expect(settings['AIRFLOW__CELERY__WORKER_CONCURRENCY']).toBe('16')
    expect(settings['AIRFLOW__API__WORKERS']).toBe('1')
  }
})

test('everything listens on loopback', () => {
  expect(settingsOf('airflow-2.11', place)['AIRFLOW__WEBSERVER__WEB_SERVER_HOST']).toBe('127.0.0.1')
  expect(settingsOf('airflow-3.3', place)['AIRFLOW__API__HOST']).toBe('127.0.0.1')
})
