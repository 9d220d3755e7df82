import { describe, expect, test } from 'vitest'
import type { AirflowClusterArgs } from '../../../stacks/components/cluster.ts'
import { AirflowCluster } from '../../../stacks/components/cluster.ts'
import { StackConfigInvalid } from '../../../stacks/config/problem.ts'
import type { ClusterSettings } from '../../../stacks/config/settings.ts'
import { plainText, type RegisteredCluster, registeredCluster, secretIn, waitsFor } from './registered-cluster.ts'

const ALL = ['webserver', 'scheduler', 'worker', 'flower', 'database', 'broker'] as const
const TIMEOUT = { timeout: 120_000 }

const host1 = { name: 'host1', address: '192.168.0.10', roles: [...ALL] }
const host2 = { name: 'host2', address: '192.168.0.11', roles: ['worker' as const] }
const reference = { hosts: [host1, host2] } satisfies ClusterSettings

/** Names of resources, without what their names begin with. */
const namesOf = (cluster: RegisteredCluster, ...types: readonly string[]): string[] =>
  [...cluster.values()]
    .filter(({ type }) => types.includes(type.split(':').at(-1) as string))
    .map(({ name }) => name.slice('test-'.length))
    .sort()

const inputsOf = (cluster: RegisteredCluster, name: string) => cluster.get(`test-${name}`)?.inputs

const countsOf = (cluster: RegisteredCluster): Record<string, number> =>
  Object.fromEntries(
    [...Map.groupBy(cluster.values(), ({ type }) => type.split(':').at(-1) as string)].map(([type, all]) => [
      type,
      all.length,
    ]),
  )

describe('what a cluster is made of', TIMEOUT, () => {
  test('the reference deployment', async () => {
    const cluster = await registeredCluster(reference)
    expect(countsOf(cluster)).toEqual({
      ...{ AirflowCluster: 1, Host: 2, Node: 2, Database: 1, Broker: 1 },
      ...{ Packages: 3, Locale: 2, LinuxUser: 3, Folder: 2, RemoteFile: 4, Release: 4, Link: 2, GeneratedSecret: 8 },
      ...{ docker: 1, DataFolder: 2, RemoteImage: 2, Container: 2 },
      ...{ MysqlReady: 1, MysqlDatabase: 1, MysqlUser: 1 },
      ...{ RabbitmqReady: 1, RabbitmqVhost: 1, RabbitmqUser: 1, RabbitmqPermissions: 1, RabbitmqGuestRemoval: 1 },
      ...{ DatabaseMigration: 1, AirflowUser: 1, SupervisorProgram: 5, HttpHealth: 2, WorkerHealth: 2, CanaryRun: 1 },
    })
    expect(namesOf(cluster, 'SupervisorProgram')).toEqual([
      ...['host1-flower', 'host1-scheduler', 'host1-webserver', 'host1-worker'],
      'host2-worker',
    ])
    expect(inputsOf(cluster, 'database-container')).toMatchObject({
      name: 'airflow-mysql',
      hostname: 'airflow-mysql',
      restart: 'always',
      ports: [{ external: 3306, internal: 3306 }],
      volumes: [{ hostPath: '/data/airflow_mysql_data', containerPath: '/var/lib/mysql' }],
    })
    expect(inputsOf(cluster, 'broker-container')).toMatchObject({
      name: 'airflow_rabbitmq',
      hostname: 'airflow-rabbitmq',
      restart: 'always',
      ports: [
        { external: 5672, internal: 5672 },
        { external: 15_672, internal: 15_672 },
      ],
    })
    expect(inputsOf(cluster, 'broker-user')).toMatchObject({ name: 'airflow', tags: ['administrator'] })
    expect(inputsOf(cluster, 'canary')).toMatchObject({ workers: ['192.168.0.10', '192.168.0.11'] })
    const [cfg1, cfg2] = ['host1', 'host2'].map(host => inputsOf(cluster, `${host}-node-airflow-cfg`))
    expect(cfg1).toMatchObject({ path: '/home/ubuntu/airflow/airflow.cfg', owner: 'ubuntu', mode: '0600' })
    expect(cfg2?.['content']).toEqual(cfg1?.['content'])
  })

  test('a single host', async () => {
    const cluster = await registeredCluster({ hosts: [host1] })
    expect(namesOf(cluster, 'Host', 'Node')).toEqual(['host1', 'host1-node'])
    expect(namesOf(cluster, 'SupervisorProgram', 'WorkerHealth')).toEqual([
      ...['host1-flower', 'host1-scheduler', 'host1-webserver', 'host1-worker', 'host1-worker-health'],
    ])
    expect(inputsOf(cluster, 'canary')).toMatchObject({ workers: ['192.168.0.10'] })
  })

  test('hosts on this machine, with the servers beside them', async () => {
    const local = [
      { ...host1, address: '172.30.77.10' },
      { ...host2, address: '172.30.77.11' },
    ]
    const cluster = await registeredCluster({ hosts: local, localHosts: { subnet: '172.30.77.0/24' } })
    expect(namesOf(cluster, 'docker', 'DataFolder')).toEqual([])
    expect(namesOf(cluster, 'Volume')).toEqual(['broker-container-data', 'database-container-data'])
    const one = cluster.get('slipstream-test-host1')?.inputs
    expect(one).toMatchObject({
      hostname: 'host1',
      networksAdvanced: [{ name: 'slipstream-test', ipv4Address: '172.30.77.10' }],
      ports: [
        { external: 22_010, internal: 22, ip: '127.0.0.1' },
        { external: 8080, internal: 8080, ip: '127.0.0.1' },
        { external: 5555, internal: 5555, ip: '127.0.0.1' },
      ],
    })
    expect(plainText(one)).not.toContain('private')
    const two = cluster.get('slipstream-test-host2')?.inputs
    expect(two).toMatchObject({ ports: [{ external: 22_011, internal: 22, ip: '127.0.0.1' }] })
    expect(inputsOf(cluster, 'broker-container')).toMatchObject({
      networksAdvanced: [{ name: 'slipstream-test', aliases: ['airflow-rabbitmq'] }],
      ports: [{ external: 15_672, internal: 15_672, ip: '127.0.0.1' }],
    })
    expect(inputsOf(cluster, 'database-user')).toMatchObject({ server: { address: 'airflow-mysql', port: 3306 } })
    // A new container is a new host: all that is on it is made anew.
    expect(waitsFor(cluster, 'test-host2-node-runtime', 'slipstream-test-host2')).toBe(true)
  })

  test('three hosts: two that run programs, one that holds the data and is no node', async () => {
    const hosts: ClusterSettings['hosts'] = [
      { name: 'a', address: '10.0.0.1', roles: ['webserver', 'scheduler', 'flower'] },
      { name: 'b', address: '10.0.0.2', roles: ['scheduler', 'worker'], queues: ['default', 'heavy'] },
      { name: 'c', address: '10.0.0.3', roles: ['database', 'broker'] },
    ]
    const cluster = await registeredCluster({ hosts })
    expect(namesOf(cluster, 'Host')).toEqual(['a', 'b', 'c'])
    expect(namesOf(cluster, 'Node')).toEqual(['a-node', 'b-node'])
    expect(namesOf(cluster, 'docker')).toEqual(['c-engine'])
    expect(inputsOf(cluster, 'database-container-data')).toMatchObject({ host: { address: '10.0.0.3' } })
    expect(namesOf(cluster, 'SupervisorProgram')).toEqual([
      'a-flower',
      'a-scheduler',
      'a-webserver',
      'b-scheduler',
      'b-worker',
    ])
    expect(inputsOf(cluster, 'b-worker')?.['conf']).toContain('airflow worker -q default,heavy,node.b -cn b\n')
    expect(namesOf(cluster, 'DatabaseMigration')).toHaveLength(1)
  })

  test('servers that are there already, of which one lets us make what the cluster needs', async () => {
    const database = { address: 'db.example.com', password: 'mine', admin: { user: 'root', password: 'its root' } }
    const broker = { address: 'mq.example.com', password: 'mine too' }
    const hosts: ClusterSettings['hosts'] = [
      { ...host1, roles: ['webserver', 'scheduler', 'flower'] },
      { ...host2, roles: ['worker'] },
    ]
    const cluster = await registeredCluster({ hosts, database, broker })
    expect(namesOf(cluster, 'Container', 'DataFolder', 'RemoteImage', 'docker')).toEqual([])
    expect(namesOf(cluster, 'MysqlReady', 'MysqlDatabase', 'MysqlUser')).toEqual([
      ...['database-ready', 'database-schema', 'database-user'],
    ])
    expect(inputsOf(cluster, 'database-user')).toMatchObject({ server: { address: 'db.example.com', user: 'root' } })
    expect([...cluster.values()].filter(({ type }) => type.includes('Rabbitmq'))).toEqual([])
    expect(namesOf(cluster, 'LinuxUser')).toEqual(['host1-user', 'host2-user'])
  })
})

describe('secrets', TIMEOUT, () => {
  const given = {
    databasePassword: 'a given database password',
    brokerPassword: 'a given broker password',
    flowerPassword: 'a given flower password',
    secretKey: 'a given secret key of some length',
    userPasswords: { admin: 'a given password of admin' },
  }
  const privateKey = '-----BEGIN OPENSSH PRIVATE KEY-----\nwhat the agent knows'

  test('are secret wherever they stand, and generated ones are declared so', async () => {
    const cluster = await registeredCluster({ ...reference, ssh: { privateKey }, secrets: given })
    const plain = [...cluster.values()].map(({ inputs }) => plainText(inputs)).join('\n')
    const words = [
      ...Object.values(given).flatMap(one => Object.values(typeof one === 'string' ? [one] : one)),
      'what the agent knows',
    ]
    for (const secret of [...words, 'generated test-']) expect(plain).not.toContain(secret)
    expect(secretIn(inputsOf(cluster, 'host1-node-airflow-cfg')?.['content'])).toContain('a given flower password')
    const generated = [...cluster.values()].filter(({ type }) => type.endsWith(':GeneratedSecret'))
    expect(generated.map(({ name }) => name).sort()).toEqual([
      ...['test-broker-root-password', 'test-database-root-password', 'test-fernet-key'],
    ])
    for (const { secretOutputs } of generated) expect(secretOutputs).toEqual(['value'])
  })

  /** Resources whose inputs are others than before. */
  async function changedBy(before: AirflowClusterArgs, after: AirflowClusterArgs): Promise<string[]> {
    const [old, now] = [await registeredCluster(before), await registeredCluster(after)]
    const changed = [...now.values()].filter(
      ({ name, inputs }) => JSON.stringify(inputs) !== JSON.stringify(old.get(name)?.inputs),
    )
    expect([...now.keys()].sort()).toEqual([...old.keys()].sort())
    return changed.map(({ name }) => name.slice('test-'.length)).sort()
  }

  /** They read airflow.cfg at their start, and are looked at again. */
  const RESTARTED = [
    ...['host1-flower', 'host1-scheduler', 'host1-webserver', 'host1-worker', 'host2-worker'],
    ...['host1-flower-health', 'host1-webserver-health', 'host1-worker-health', 'host2-worker-health', 'canary'],
    ...['host1-node-airflow-cfg', 'host2-node-airflow-cfg'],
  ]

  test("a changed database password changes the server's user, airflow.cfg and what reads it: no container", async () => {
    const before = { ...reference, secrets: given }
    const after = { ...reference, secrets: { ...given, databasePassword: 'another one' } }
    expect(await changedBy(before, after)).toEqual([...RESTARTED, 'database-user'].sort())
  })

  test('a changed broker password does the same on its side', async () => {
    const before = { ...reference, secrets: given }
    const after = { ...reference, secrets: { ...given, brokerPassword: 'another one' } }
    expect(await changedBy(before, after)).toEqual([...RESTARTED, 'broker-user'].sort())
  })

  test('a changed password of a user changes that user, and who logs in as such at the end', async () => {
    const before = { ...reference, secrets: given }
    const after = { ...reference, secrets: { ...given, userPasswords: { admin: 'another one' } } }
    expect(await changedBy(before, after)).toEqual(['canary', 'user-admin'])
  })
})

test('arguments that are wrong are one error that names every key', () => {
  const wrong = {
    hosts: [
      { ...host1, address: '10.0.0' },
      { ...host2, rolls: [] },
    ],
    dag: 'dags',
  } as never
  const build = () => new AirflowCluster('mine', wrong)
  expect(build).toThrow(StackConfigInvalid)
  expect(build).toThrow(
    /^The configuration of cluster mine has 3 problems:\n {2}dag: unknown key. Did you mean dags\?\n/,
  )
  expect(build).toThrow(/\n {2}hosts\[1\]\.rolls: unknown key. Did you mean roles\?/)
})
