import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { broker } from '../../../scripts/doctor/questions/broker.ts'
import { freePort } from '../../../scripts/servers/free-port.ts'
import { callRabbitmq, type RabbitmqCall } from '../../../stacks/provider/services/rabbitmq.ts'
import { BROKER_PASSWORD, type BrokerServer, brokerBinary, killServer, startServer } from '../../broker-server.ts'
import { createScene, type Scene } from '../../stacks/provider/resource-scene.ts'
import { type Cluster, describeOnHosts, startCluster } from './scene.ts'

const CFG = '/home/ubuntu/airflow/airflow.cfg'

const binary = brokerBinary()

describeOnHosts(
  'the broker as a host sees it',
  () => {
    let folder: string
    let server: BrokerServer
    let scene: Scene
    let cluster: Cluster
    let call: (call: RabbitmqCall) => Promise<unknown>
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'slipstream-doctor-'))
      const managementPort = await freePort()
      server = await startServer(binary as string, folder, { port: await freePort(), managementPort })
      const settings = { address: '127.0.0.1', port: server.port, managementPort, password: BROKER_PASSWORD }
      cluster = await startCluster({
        hosts: [{ name: 'node1', roles: ['webserver', 'scheduler', 'worker'] }],
        settings: { broker: settings },
        secrets: { brokerPassword: BROKER_PASSWORD },
      })
      scene = createScene()
      const host = scene.context.openHost(cluster.host('node1').deployer)
      call = one => callRabbitmq(host, { port: managementPort, user: 'airflow', password: BROKER_PASSWORD }, one)
    }, 120_000)
    afterAll(async () => {
      scene?.[Symbol.dispose]()
      await cluster?.[Symbol.asyncDispose]()
      await killServer(server)
      await rm(folder, { recursive: true })
    })

    /** Asks while broker_url is another one. */
    async function askWith(change: string) {
      await cluster.run('node1', `sed -i.was '/^broker_url/${change}' ${CFG}`)
      const found = await cluster.ask(broker)
      await cluster.run('node1', `mv ${CFG}.was ${CFG}`)
      return found
    }

    test('is well', async () => {
      expect(await cluster.ask(broker)).toMatchObject([{ status: 'ok' }])
    })

    test('has not the password of airflow.cfg', async () => {
      expect(await askWith('s|:[^:@]*@|:other@|')).toMatchObject([
        {
          status: 'problem',
          finding: 'RabbitMQ refuses the password of airflow in airflow.cfg',
          evidence: [expect.stringContaining('403 ACCESS_REFUSED')],
          fix: { advice: expect.stringContaining('rabbitmqctl change_password airflow') },
        },
      ])
    })

    test('has not the vhost', async () => {
      expect(await askWith('s|/airflow$|/elsewhere|')).toMatchObject([
        {
          finding: 'RabbitMQ has no vhost elsewhere',
          fix: { advice: expect.stringContaining('rabbitmqctl add_vhost elsewhere\n') },
        },
      ])
    })

    test('lets the user into no vhost', async () => {
      expect(await askWith('s|//airflow:|//stranger:|')).toMatchObject([
        {
          finding: 'stranger may not use the vhost airflow',
          evidence: [expect.stringContaining('530 NOT_ALLOWED')],
          fix: { advice: expect.stringContaining("rabbitmqctl set_permissions -p airflow stranger '.*' '.*' '.*'") },
        },
      ])
    })

    test('cannot be reached', async () => {
      expect(await askWith('s|@127.0.0.1:[0-9]*|@127.0.0.1:1|')).toMatchObject([
        { status: 'problem', finding: 'no RabbitMQ answers at 127.0.0.1:1' },
      ])
    })

    test('is something else that answers', async () => {
      const { port } = cluster.host('node1')
      expect(await askWith(`s|@127.0.0.1:[0-9]*|@127.0.0.1:${port}|`)).toMatchObject([
        { finding: `no RabbitMQ answers at 127.0.0.1:${port}`, evidence: [expect.stringContaining('no AMQP')] },
      ])
    })

    test('refuses to declare queues', async () => {
      const path = ['permissions', 'airflow', 'airflow']
      await call({ method: 'PUT', path, body: { configure: '^$', write: '.*', read: '.*' } })
      expect(await cluster.ask(broker)).toMatchObject([
        { status: 'problem', finding: expect.stringContaining('airflow may not configure all of the vhost airflow') },
      ])
      await call({ method: 'PUT', path, body: { configure: '.*', write: '.*', read: '.*' } })
    })

    test('still has guest', async () => {
      await call({ method: 'PUT', path: ['users', 'guest'], body: { password: 'guest', tags: 'administrator' } })
      expect(await cluster.ask(broker)).toMatchObject([
        { status: 'problem', finding: 'the user guest is there, whose password everybody knows' },
      ])
      await call({ method: 'DELETE', path: ['users', 'guest'] })
    })

    test('has a queue that was declared with priorities', async () => {
      const body = { durable: true, arguments: { 'x-max-priority': 10 } }
      await call({ method: 'PUT', path: ['queues', 'airflow', 'default'], body })
      expect(await cluster.ask(broker)).toMatchObject([
        {
          status: 'problem',
          finding: expect.stringContaining('the queue default was declared with x-max-priority'),
          fix: { advice: expect.stringContaining('rabbitmqctl delete_queue default -p airflow --if-empty') },
        },
      ])
      await call({ method: 'DELETE', path: ['queues', 'airflow', 'default'] })
    })

    test('refused a queue of an older Celery tool', async () => {
      const line = '541 INTERNAL_ERROR - Feature `transient_nonexcl_queues` is deprecated.'
      await cluster.write('node1', '/var/log/supervisor/airflow_flower.err', `${line}\n`)
      expect(await cluster.ask(broker)).toMatchObject([
        { status: 'warning', finding: 'RabbitMQ 4.3 refused a queue of an older Celery tool' },
      ])
    })
  },
  binary === null ? 'there is no RabbitMQ' : null,
)
