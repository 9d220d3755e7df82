import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { broker } from '../../../scripts/doctor/questions/broker.ts'
import { freePort } from '../../../scripts/servers/free-port.ts'
import { BROKER_PASSWORD, type BrokerServer, brokerBinary, killServer, startServer } from '../../broker-server.ts'
import { type Cluster, describeOnHosts, startCluster } from './scene.ts'

const CFG = '/home/ubuntu/airflow/airflow.cfg'
const CA = '/etc/ssl/broker-ca.pem'

const binary = brokerBinary()

/** Signed by itself, for the address of loopback only. */
async function makeCertificate(folder: string): Promise<{ readonly certificate: string; readonly key: string }> {
  const [certificate, key] = [join(folder, 'broker.pem'), join(folder, 'broker.key')]
  const what = ['-subj', '/CN=broker', '-addext', 'subjectAltName=IP:127.0.0.1', '-days', '2']
  const how = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await execa('openssl', ['req', '-x509', ...how, ...what, '-keyout', key, '-out', certificate])
  return { certificate, key }
}

describeOnHosts(
  'a broker behind TLS as a host sees it',
  () => {
    let folder: string
    let server: BrokerServer
    let cluster: Cluster
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'slipstream-doctor-'))
      const files = await makeCertificate(folder)
      const tls = { ...files, port: await freePort() }
      server = await startServer(binary as string, folder, { port: await freePort(), tls })
      cluster = await startCluster({
        hosts: [{ name: 'node1', roles: ['webserver', 'scheduler', 'worker'] }],
        settings: {
          broker: { address: '127.0.0.1', port: tls.port, password: BROKER_PASSWORD },
          airflow: { config: { 'celery.ssl_active': 'True', 'celery.ssl_cacert': CA } },
        },
        secrets: { brokerPassword: BROKER_PASSWORD },
      })
      await cluster.write('node1', CA, await readFile(files.certificate, 'utf8'))
    }, 120_000)
    afterAll(async () => {
      await cluster?.[Symbol.asyncDispose]()
      await killServer(server)
      await rm(folder, { recursive: true })
    })

    /** Asks while airflow.cfg is another one. */
    async function askWith(change: string) {
      await cluster.run('node1', `sed -i.was '${change}' ${CFG}`)
      const found = await cluster.ask(broker)
      await cluster.run('node1', `mv ${CFG}.was ${CFG}`)
      return found
    }

    test('is well where the programs trust its certificate', async () => {
      expect(await cluster.ask(broker)).toMatchObject([{ status: 'ok' }])
      expect(await askWith('s|pyamqp:|amqps:|; /^ssl_active/d')).toMatchObject([{ status: 'ok' }])
    })

    test('refuses a password there as well', async () => {
      expect(await askWith('/^broker_url/s|:[^:@]*@|:other@|')).toMatchObject([
        { finding: 'RabbitMQ refuses the password of airflow in airflow.cfg' },
      ])
    })

    test('is not trusted without the authority that signed for it', async () => {
      expect(await askWith('/^ssl_cacert/d')).toMatchObject([
        {
          status: 'problem',
          finding: expect.stringContaining('do not agree on TLS'),
          evidence: [expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT')],
          fix: { advice: expect.stringContaining('celery.ssl_cacert. Then, on the control machine: npx pulumi up') },
        },
      ])
    })

    test('has a certificate for another name', async () => {
      expect(await askWith('/^broker_url/s|@127.0.0.1|@localhost|')).toMatchObject([
        {
          evidence: [expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID')],
          fix: { advice: expect.stringContaining('name the broker as its certificate does') },
        },
      ])
    })

    test('speaks no TLS at that port', async () => {
      expect(await askWith(`/^broker_url/s|@127.0.0.1:[0-9]*|@127.0.0.1:${server.port}|`)).toMatchObject([
        { finding: expect.stringContaining('do not agree on TLS'), fix: { advice: expect.stringContaining('no TLS') } },
      ])
    })

    test('cannot be asked while the file of the authority is missing', async () => {
      expect(await askWith('s|broker-ca.pem|nowhere.pem|')).toMatchObject([
        { status: 'unknown', finding: expect.stringContaining('/etc/ssl/nowhere.pem, which [celery] names for TLS') },
      ])
    })
  },
  binary === null ? 'there is no RabbitMQ' : null,
)
