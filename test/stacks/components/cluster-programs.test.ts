import { beforeAll, describe, expect, test } from 'vitest'
import type { ClusterSettings } from '../../../stacks/config/settings.ts'
import { type RegisteredCluster, registeredCluster, waitsFor } from './registered-cluster.ts'

const hosts: ClusterSettings['hosts'] = [
  { name: 'a', address: '10.0.0.1', roles: ['webserver', 'scheduler', 'flower', 'database', 'broker'] },
  { name: 'b', address: '10.0.0.2', roles: ['scheduler', 'webserver', 'worker'] },
  { name: 'c', address: '10.0.0.3', roles: ['worker'] },
]

let cluster: RegisteredCluster
beforeAll(async () => {
  cluster = await registeredCluster({ hosts })
}, 120_000)

describe('programs start in their order', () => {
  test.each([
    ['migration', 'database-user'],
    ['migration', 'broker-permissions'],
    ['user-admin', 'migration'],
    ['a-scheduler', 'user-admin'],
    ['b-scheduler', 'user-admin'],
    ['a-webserver', 'b-scheduler'],
    ['b-webserver', 'a-scheduler'],
    ['a-webserver-health', 'a-webserver'],
    ['a-flower', 'a-webserver-health'],
    ['a-flower', 'b-webserver-health'],
    ['c-worker', 'a-flower-health'],
    ['c-worker-health', 'c-worker'],
    ['canary', 'b-worker-health'],
    ['canary', 'c-worker-health'],
  ])('%s after %s', (later, earlier) => {
    expect(waitsFor(cluster, `test-${later}`, `test-${earlier}`)).toBe(true)
    expect(waitsFor(cluster, `test-${earlier}`, `test-${later}`)).toBe(false)
  })

  test('each after all that its own node holds', () => {
    for (const part of ['runtime', 'dags', 'dags-folder', 'command', 'airflow-cfg'])
      expect(waitsFor(cluster, 'test-c-worker', `test-c-node-${part}`)).toBe(true)
  })

  test('of one role at once', () => {
    expect(waitsFor(cluster, 'test-a-scheduler', 'test-b-scheduler')).toBe(false)
    expect(waitsFor(cluster, 'test-b-worker', 'test-c-worker')).toBe(false)
  })
})

test('gates look where the program is reached', () => {
  const inputsOf = (name: string) => cluster.get(`test-${name}`)?.inputs
  expect(inputsOf('b-webserver-health')).toMatchObject({
    url: 'http://10.0.0.2:8080/health',
    json: { 'metadatabase.status': 'healthy', 'scheduler.status': 'healthy' },
  })
  expect(inputsOf('a-flower-health')).toMatchObject({ url: 'http://10.0.0.1:5555/healthcheck' })
  expect(inputsOf('c-worker-health')).toMatchObject({
    host: { address: '10.0.0.1' },
    worker: 'celery@c',
    logServer: '10.0.0.3:8793',
  })
  expect(inputsOf('canary')).toMatchObject({ workers: ['10.0.0.2', '10.0.0.3'], webserver: { user: 'admin' } })
})
