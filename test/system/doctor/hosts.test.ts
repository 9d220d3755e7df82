import { afterAll, beforeAll, expect, test } from 'vitest'
import { disk } from '../../../scripts/doctor/questions/disk.ts'
import { modules } from '../../../scripts/doctor/questions/modules.ts'
import { nodes } from '../../../scripts/doctor/questions/nodes.ts'
import { offerPackage } from './offered-package.ts'
import { type Cluster, describeOnHosts, startCluster } from './scene.ts'

const LOGS = '/home/ubuntu/airflow/logs'

describeOnHosts('two hosts', () => {
  let cluster: Cluster
  beforeAll(async () => {
    const first = { name: 'node1', roles: ['webserver', 'scheduler', 'worker'] }
    cluster = await startCluster({ hosts: [first, { name: 'node2', roles: ['worker'] }] })
  }, 120_000)
  afterAll(async () => cluster?.[Symbol.asyncDispose]())

  test('of which one has a full partition for its logs', async () => {
    await cluster.run('node2', `mount -t tmpfs -o size=600m tmpfs ${LOGS} && head -c 570M /dev/zero >${LOGS}/big.log`)
    const found = await cluster.ask(disk)
    expect(found.filter(({ host }) => host === 'node1')).toMatchObject([{ status: 'ok' }])
    expect(found.filter(({ host }) => host === 'node2')).toMatchObject([
      {
        status: 'problem',
        finding: `${LOGS} is 95 % full: 30 MiB left`,
        evidence: [expect.stringContaining(LOGS)],
      },
    ])
    await cluster.run('node2', `umount ${LOGS}`)
  })

  test('of which one has no inodes left', async () => {
    await cluster.run('node2', `mount -t tmpfs -o size=2g,nr_inodes=50 tmpfs ${LOGS} && cd ${LOGS} && touch $(seq 46)`)
    expect((await cluster.ask(disk)).filter(({ host }) => host === 'node2')).toMatchObject([
      { status: 'warning', finding: `${LOGS} is 94 % full of inodes: 3 left` },
    ])
    await cluster.run('node2', `umount ${LOGS}`)
  })

  test('that have the same of all are well', async () => {
    expect((await cluster.ask(nodes)).map(({ status }) => status)).toEqual(['ok', 'ok'])
  })

  test('that differ in airflow.cfg, keys and DAG files are told apart, and no key is shown', async () => {
    const cfg = '/home/ubuntu/airflow/airflow.cfg'
    await cluster.run(
      'node2',
      `sed -i 's/^secret_key = .*/secret_key = other/' ${cfg}; echo x >/home/ubuntu/airflow/dags/d.ts`,
    )
    const found = (await cluster.ask(nodes)).filter(({ host }) => host === 'node2')
    expect(found.map(({ finding }) => finding)).toEqual([
      'airflow.cfg is not that of node1',
      'secret_key is not that of node1',
      'dags content is not that of node1',
    ])
    expect(found[1]?.evidence.join()).toMatch(/^here: [0-9a-f]{12},there: [0-9a-f]{12}$/)
    expect(JSON.stringify(found)).not.toContain('other')
  })

  test('that run other releases are told apart', async () => {
    const runtime = '/opt/slipstream/runtime'
    for (const [host, id] of [
      ['node1', 'aaa'],
      ['node2', 'bbb'],
    ] as const) {
      await cluster.run(host, `mkdir -p ${runtime}/releases/${id} && ln -sfn releases/${id} ${runtime}/current`)
      await cluster.write(host, `${runtime}/current/release.json`, JSON.stringify({ id, version: '0.1.0' }))
    }
    const finding = expect.objectContaining({
      finding: 'runtime release is not that of node1',
      evidence: [expect.stringMatching('bbb'), expect.stringMatching('aaa')],
    })
    expect(await cluster.ask(nodes)).toContainEqual(finding)
  })

  test('of which one misses a Python module that apt has: it is installed', async () => {
    await offerPackage(cluster, 'node2', { name: 'python3-flask-bcrypt', module: 'flask_bcrypt.py' })
    await cluster.run(
      'node2',
      `mkdir -p ${LOGS}/dag_id=web && echo "ModuleNotFoundError: No module named 'flask_bcrypt'" >${LOGS}/dag_id=web/attempt=1.log`,
    )
    const found = await cluster.fix(modules)
    expect(found).toMatchObject([
      { host: 'node2', status: 'ok', isFixed: true, finding: expect.stringContaining("'flask_bcrypt'") },
      { host: 'node1', status: 'ok', isFixed: false },
    ])
    expect(await cluster.run('node2', 'python3 -c "import flask_bcrypt; print(flask_bcrypt.there)"')).toBe('True')
  })

  test('of which one misses a Python module that apt has not: where to install it is said', async () => {
    await cluster.run(
      'node1',
      `echo "ImportError: No module named no_such.part" >/var/log/supervisor/airflow_worker.err`,
    )
    expect((await cluster.fix(modules)).filter(({ host }) => host === 'node1')).toMatchObject([
      {
        status: 'problem',
        finding: expect.stringContaining("'no_such'"),
        fix: { advice: expect.stringContaining('pip install no-such') },
      },
    ])
  })
})
