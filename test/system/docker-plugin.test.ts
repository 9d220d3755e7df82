import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import type { LabHost } from '../lab/host.ts'
import { pulumiEnvironment, whyNoPulumi } from '../lab/pulumi/cli.ts'
import { describeOnLab } from './describe-lab.ts'
import { DOCKER_PROGRAM } from './docker-program.ts'

const LIMIT_MS = 180_000
const PASSWORD = 'pa$$ w"rd'

describeOnLab(
  "@pulumi/docker on a host's engine",
  current => {
    let folder: string
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'slipstream-docker-'))
      await mkdir(join(folder, 'state'))
      await symlink(resolve(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'))
      await writeFile(join(folder, 'package.json'), '{"type": "module", "main": "index.ts"}')
      const runtime = 'runtime: {name: nodejs, options: {typescript: false}}'
      await writeFile(join(folder, 'Pulumi.yaml'), `name: scratch\n${runtime}\n`)
      await writeFile(join(folder, 'index.ts'), DOCKER_PROGRAM)
      if (whyNoPulumi() === null) await pulumi('stack', 'init', 'test')
    })
    afterAll(() => rm(folder, { recursive: true, force: true }))

    const pulumi = async (...args: readonly string[]): Promise<string> => {
      const env = pulumiEnvironment(join(folder, 'state'), current().environment.PATH)
      const words = [...args, '--non-interactive', '--color', 'never']
      const { exitCode, all } = await current().exec('pulumi', words, { cwd: folder, env, reject: false })
      return exitCode === 0 ? all : `pulumi ${args[0]} ended with ${exitCode}:\n${all}`
    }
    const up = () => pulumi('up', '-s', 'test', '--yes', '--skip-preview')
    const host = () => current().hosts[0] as LabHost
    const reason = whyNoPulumi()
    if (reason !== null) process.stderr.write(`${reason}. Skipped: tests of @pulumi/docker.\n`)

    test.skipIf(reason !== null)(
      'runs MySQL 9 and RabbitMQ 4, as a user of the official images knows them',
      async () => {
        await pulumi('config', 'set', '-s', 'test', '--secret', 'password', PASSWORD)
        expect(await up()).toMatch(/8 created/)
        const query = `docker exec airflow-mysql mysql -h127.0.0.1 -uairflow '-p${PASSWORD}' -Ne 'SELECT database(), @@version' airflow`
        expect(await eventually(() => host().exec(query), { withinMs: 60_000, what: 'MySQL' })).toMatch(/^airflow\t9\./)
        const ask = `docker exec airflow_rabbitmq sh -c 'rabbitmq-diagnostics -q check_running && rabbitmqctl -q list_vhosts'`
        expect(await eventually(() => host().exec(ask), { withinMs: 90_000, what: 'RabbitMQ' })).toContain('airflow')
        const overview = `curl -fsS -u 'airflow:${PASSWORD}' http://192.168.0.10:15672/api/overview`
        const found = JSON.parse(
          await eventually(async () => (await current().hosts[1]?.exec(overview)) ?? null, {
            withinMs: 20_000,
            what: 'API',
          }),
        )
        expect(found.rabbitmq_version).toMatch(/^4\./)
        expect(await host().exec('ls /data')).toBe('airflow_mysql_data\nairflow_rabbitmq_data')
      },
      LIMIT_MS,
    )

    test.skipIf(reason !== null)(
      'changes nothing without a change, restart in place, and the environment with a new container',
      async () => {
        expect(await up()).toMatch(/8 unchanged/)
        const before = await host().exec('docker inspect -f {{.Id}} airflow-mysql')
        await pulumi('config', 'set', '-s', 'test', 'restart', 'unless-stopped')
        expect(await up()).toMatch(/~ 1 updated/)
        const format = '{{.Id}} {{.HostConfig.RestartPolicy.Name}}'
        expect(await host().exec(`docker inspect -f '${format}' airflow-mysql`)).toBe(`${before} unless-stopped`)
        await pulumi('config', 'set', '-s', 'test', '--path', 'more.hostname', 'database')
        expect(await up()).toMatch(/1 replaced/)
        expect(await host().exec('docker inspect -f {{.Config.Hostname}} airflow-mysql')).toBe('database')
        expect(await pulumi('stack', 'export', '-s', 'test')).not.toContain(PASSWORD)
      },
      LIMIT_MS,
    )

    test.skipIf(reason !== null)(
      'refuses a property that it does not know, and one of the wrong kind',
      async () => {
        await pulumi('config', 'set', '-s', 'test', '--path', 'more.privileged', 'true')
        expect(await up()).toContain('there is no such input')
        await pulumi('config', 'rm', '-s', 'test', '--path', 'more.privileged')
        await pulumi('config', 'set', '-s', 'test', '--path', 'more.ports[0].outside', '3306')
        expect(await up()).toContain('"outside" to be right: there is no such input')
        await pulumi('config', 'rm', '-s', 'test', '--path', 'more.ports')
        await pulumi('config', 'set', '-s', 'test', 'restart', 'sometimes')
        expect(await up()).toContain('expected one of no, on-failure, always, unless-stopped')
        await pulumi('config', 'set', '-s', 'test', 'restart', 'always')
      },
      LIMIT_MS,
    )

    test.skipIf(reason !== null)(
      'notices a container that is gone, makes it again, and leaves only the data at the end',
      async () => {
        await host().exec('docker rm -f airflow-mysql')
        expect(await pulumi('refresh', '-s', 'test', '--yes', '--skip-preview')).toMatch(/- 1 deleted/)
        expect(await up()).toMatch(/\+ 1 created/)
        expect(await pulumi('destroy', '-s', 'test', '--yes', '--skip-preview')).toMatch(/8 deleted/)
        expect(await host().exec('docker ps --all --quiet; docker volume ls --quiet')).toBe('')
        expect(await host().exec('ls /data')).toContain('airflow_mysql_data')
        expect(await host().exec('docker images --quiet mysql:9')).not.toBe('')
      },
      LIMIT_MS,
    )
  },
  { kind: 'ready' },
)
