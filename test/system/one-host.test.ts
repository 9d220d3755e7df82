import { appendFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LabHost } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'
import { whyNoPulumi } from '../lab/pulumi/cli.ts'
import {
  createDeployment,
  type Deployment,
  expectSuccess,
  filesOf,
  outputsOf,
  readyMadeSettings,
  tell,
} from './deployment.ts'
import { describeOnLab } from './describe-lab.ts'
import { type LabServers, MYSQL, RABBITMQ, startLabServers } from './lab-servers.ts'

const MINUTES = 60_000
const reason = whyNoPulumi()
if (reason !== null) process.stderr.write(`Skipped: the deployment to one host: ${reason}\n`)

describe.skipIf(reason !== null)('the stack single', () => {
  describeOnLab(
    'on one bare host that reaches no registry',
    current => {
      let deployment: Deployment
      let servers: LabServers
      let images: string
      const host = () => current().hosts[0] as LabHost
      beforeAll(async () => {
        images = await mkdtemp(join(tmpdir(), 'slipstream-images-'))
        for (const image of IMAGES) await current().engine(['save', '--output', tarOf(images, image), image])
        deployment = await createDeployment(current(), await single(current(), images))
      }, 5 * MINUTES)
      afterAll(async () => {
        await deployment?.[Symbol.asyncDispose]()
        await servers?.[Symbol.asyncDispose]()
        await rm(images, { recursive: true, force: true })
      }, 2 * MINUTES)

      it(
        'brings it to a green run, with MySQL and RabbitMQ from tars',
        async () => {
          const up = await deployment.pulumi('up', '--yes', '--skip-preview')
          tell('one bare host, images from tars', up)
          expectSuccess(up)
          expect(await outputsOf(deployment)).toMatchObject({ canary: 'success' })
          expect(await host().exec("docker ps --format '{{.Names}}' | sort")).toBe('airflow-mysql\nairflow_rabbitmq')
          expect(await host().exec('ls -A /home/ubuntu/.slipstream 2>/dev/null || true')).toBe('')
        },
        15 * MINUTES,
      )

      it(
        'uploads no image that the engine has',
        async () => {
          // Zeros after its end: another file with the same image.
          for (const image of IMAGES) await appendFile(tarOf(images, image), Buffer.alloc(512))
          const up = await deployment.pulumi('up', '--yes', '--skip-preview')
          tell('other tars of the same images', up)
          expectSuccess(up)
          expect(up.output).toMatch(/2 updated/)
          expect(up.output).not.toMatch(/(upload|load) the image/)
        },
        5 * MINUTES,
      )

      it(
        'moves to servers that are there, over TLS, without administrator and management API',
        async () => {
          servers = await startLabServers(current())
          await makeAccounts(servers)
          await host().exec('cat > /etc/ssl/authority.pem', { input: servers.authority })
          await deployment.configure(yaml => withServers(yaml, READY))
          const up = await deployment.pulumi('up', '--yes', '--skip-preview')
          tell('servers that are there, TLS', up)
          expectSuccess(up)
          expect(await outputsOf(deployment)).toMatchObject({ canary: 'success', versions: { rabbitmq: null } })
          expect(await servers.sql('SELECT count(*) > 0 FROM ready.task_instance')).toEqual(['1'])
          const list = ['rabbitmqctl', '-q', 'list_connections', 'user', 'vhost', 'ssl', '--no-table-headers']
          expect(new Set((await servers.rabbitmq(...list)).split('\n'))).toEqual(new Set(['own\tready\ttrue']))
          expect(
            await host().exec('docker ps --all --quiet 2>/dev/null || true; ls -d /data 2>/dev/null || true'),
          ).toBe('')
        },
        10 * MINUTES,
      )

      it(
        'makes database, vhost and users on servers that are there, where it is given administrators',
        async () => {
          await servers.rabbitmq('rabbitmq-plugins', '-q', 'enable', 'rabbitmq_management')
          await deployment.configure(yaml => withServers(yaml, ADMINS))
          const up = await deployment.pulumi('up', '--yes', '--skip-preview')
          tell('servers that are there, with administrators', up)
          expectSuccess(up)
          expect(await outputsOf(deployment)).toMatchObject({ canary: 'success' })
          expect(await servers.sql("SELECT user FROM mysql.user WHERE user = 'airflow'")).toEqual(['airflow'])
          expect(await servers.rabbitmq('rabbitmqctl', '-q', 'list_users')).toMatch(/airflow\t\[management\]/)
        },
        10 * MINUTES,
      )

      it(
        'leaves nothing on the host, nor on the servers but what was theirs',
        async () => {
          const destroy = await deployment.pulumi('destroy', '--yes', '--skip-preview')
          tell('destroy', destroy)
          expectSuccess(destroy)
          expect(await filesOf(current())).toEqual({ host1: '' })
          expect(await servers.sql('SHOW DATABASES')).toEqual(expect.arrayContaining(['ready']))
          expect(await servers.sql('SHOW DATABASES')).not.toContain('airflow')
          expect(await servers.sql("SELECT user FROM mysql.user WHERE user = 'airflow'")).toEqual([])
          expect(await servers.rabbitmq('rabbitmqctl', '-q', 'list_users')).not.toMatch(/airflow/)
          expect(await servers.rabbitmq('rabbitmqctl', '-q', 'list_vhosts')).not.toMatch(/airflow/)
        },
        10 * MINUTES,
      )
    },
    { hosts: 1, withImages: [] },
  )
})

const IMAGES = ['mysql:9', 'rabbitmq:4-management'] as const

const tarOf = (folder: string, image: string): string => join(folder, `${image.replace(':', '-')}.tar`)

/**
 * The ready-made stack, with the keys of the lab and images from tars.
 * The host is its own jump host: each connection is one through another.
 */
async function single({ privateKeyPath, knownHostsPath }: Lab, images: string): Promise<string> {
  const [mysql, rabbitmq] = IMAGES.map(image => tarOf(images, image))
  return `${await readyMadeSettings('single')}
    privateKeyFile: ${privateKeyPath}
    knownHosts: ${knownHostsPath}
    jump: { address: 192.168.0.10 }
  slipstream:deleteDataOnDestroy: true
  ${SERVERS}
  slipstream:database: { imageTar: ${mysql} }
  slipstream:broker: { imageTar: ${rabbitmq} }
  ${SERVERS}
`
}

const SERVERS = '# database and broker'

/** In place of what the stack says of database and broker: none of them is on the host. */
function withServers(yaml: string, settings: string): string {
  const [before = '', , after = ''] = yaml.split(SERVERS)
  return `${before.replace(', database, broker]', ']')}${SERVERS}\n${settings}  ${SERVERS}${after}`
}

const PASSWORD = 'o%wn:p@ss/word'

const READY = `
  slipstream:database: { address: ${MYSQL.address}, name: ready, user: own, password: '${PASSWORD}' }
  slipstream:broker: { address: ${RABBITMQ.address}, port: 5671, vhost: ready, user: own, password: '${PASSWORD}' }
  slipstream:airflow: { config: { celery.ssl_active: true, celery.ssl_cacert: /etc/ssl/authority.pem } }
`

const ADMINS = `
  slipstream:database: { address: ${MYSQL.address}, admin: { user: root, password: '${MYSQL.rootPassword}' } }
  slipstream:broker:
    address: ${RABBITMQ.address}
    admin: { user: ${RABBITMQ.admin}, password: '${RABBITMQ.adminPassword}' }
`

/** What an operator asks the keepers of the servers for. */
async function makeAccounts({ sql, rabbitmq }: LabServers): Promise<void> {
  await sql('CREATE DATABASE ready CHARACTER SET utf8mb4')
  await sql(`CREATE USER own IDENTIFIED BY '${PASSWORD}'`)
  await sql('GRANT ALL ON ready.* TO own')
  await rabbitmq('rabbitmqctl', 'add_vhost', 'ready')
  await rabbitmq('rabbitmqctl', 'add_user', 'own', PASSWORD)
  await rabbitmq('rabbitmqctl', 'set_permissions', '-p', 'ready', 'own', '.*', '.*', '.*')
  await rabbitmq('rabbitmq-plugins', '-q', 'disable', 'rabbitmq_management')
}
