import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MysqlUrl, parseDatabaseUrl } from '../../../runtime/config/database-url.ts'
import type { Told } from '../../../scripts/doctor/finding.ts'
import { logs } from '../../../scripts/doctor/questions/logs.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { freePort } from '../../../scripts/servers/free-port.ts'
import { createTestBroker } from '../../broker.ts'
import { BROKER_PASSWORD, brokerBinary } from '../../broker-server.ts'
import { serverBinary } from '../../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../../databases.ts'
import { type Cluster, describeOnHosts, startCluster } from './scene.ts'

const CHECKOUT = new URL('../../..', import.meta.url).pathname

const hasServers = serverBinary() !== null && brokerBinary() !== null

describeOnHosts(
  'the logs of a worker',
  () => {
    let database: TestDatabase
    let cluster: Cluster
    let port: number
    beforeAll(async () => {
      database = await createTestDatabase('mysql')
      port = await freePort()
      cluster = await startWith(await settings())
      await runWorker()
    }, 180_000)
    afterAll(async () => {
      await cluster?.[Symbol.asyncDispose]()
      await database?.[Symbol.asyncDispose]()
    })

    async function settings() {
      const { host, port: databasePort, user, password, database: name } = parseDatabaseUrl(database.url) as MysqlUrl
      const { address } = await createTestBroker()
      return {
        airflow: { workerLogPort: port },
        database: { address: host, port: databasePort, user, password, name },
        broker: {
          address: address.host,
          port: address.port,
          user: 'airflow',
          password: BROKER_PASSWORD,
          vhost: address.vhost,
        },
      }
    }

    function startWith(all: Awaited<ReturnType<typeof settings>>): Promise<Cluster> {
      return startCluster({
        hosts: [
          { name: 'node1', roles: ['webserver', 'scheduler'] },
          { name: 'node2', roles: ['worker'] },
        ],
        settings: all,
        secrets: { databasePassword: all.database.password, brokerPassword: BROKER_PASSWORD },
      })
    }

    /** The runtime of this checkout, under the host's supervisor. */
    async function runWorker(): Promise<void> {
      const airflow = `#!/bin/sh\nexec ${process.execPath} ${CHECKOUT}runtime/cli/airflow.js "$@"\n`
      await cluster.write('node2', '/usr/local/bin/airflow', airflow)
      await cluster.run('node2', 'chmod 755 /usr/local/bin/airflow; service supervisor start')
      await eventually(async () => (await ask())[0]?.status === 'ok' || null, { withinMs: 120_000, what: 'a worker' })
    }

    const ask = (): Promise<Told[]> => cluster.ask(logs)

    test('are read by the webserver', async () => {
      const folder = '/home/ubuntu/airflow/logs/dag_id=a/run_id=manual__2026-01-01T00:00:00+00:00/task_id=b'
      await cluster.run('node2', `mkdir -p '${folder}' && echo '[2026-01-01] first line' >'${folder}/attempt=1.log'`)
      expect(await ask()).toMatchObject([{ host: 'node2', status: 'ok' }])
    })

    test('are refused where secret_key differs, and no key is shown', async () => {
      const cfg = '/home/ubuntu/airflow/airflow.cfg'
      await cluster.run('node1', `sed -i.was 's/^secret_key = .*/secret_key = not-that-one/' ${cfg}`)
      const found = await ask()
      expect(found).toMatchObject([
        {
          status: 'problem',
          finding: 'it refuses the webserver: secret_key differs (403)',
          evidence: [expect.stringContaining('the signature is wrong'), '[webserver] secret_key differs'],
        },
      ])
      expect(JSON.stringify(found)).not.toContain('not-that-one')
      await cluster.run('node1', `mv ${cfg}.was ${cfg}`)
    })

    test('are refused where the clock of the webserver is wrong', async () => {
      const wrong = '#!/bin/sh\nexec date.true -d "+90 seconds" "$@"\n'
      await cluster.run('node1', 'mv /usr/bin/date /usr/bin/date.true')
      await cluster.write('node1', '/usr/bin/date', wrong)
      await cluster.run('node1', 'chmod 755 /usr/bin/date')
      expect(await ask()).toMatchObject([
        {
          finding: 'it refuses the webserver though the keys are the same (403)',
          evidence: [expect.stringContaining('clock'), expect.anything()],
          fix: { advice: 'npm run doctor -- --stack test clock' },
        },
      ])
      await cluster.run('node1', 'mv /usr/bin/date.true /usr/bin/date')
    })

    test('cannot be reached where the worker does not run', async () => {
      await cluster.run('node2', 'supervisorctl stop airflow_worker')
      expect(await ask()).toMatchObject([
        { status: 'problem', finding: `node1 reaches no log server at 127.0.0.2:${port}` },
      ])
    })
  },
  hasServers ? null : 'there is no MySQL, MariaDB or RabbitMQ',
)
