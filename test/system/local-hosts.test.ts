import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { DEBIAN } from '../lab/images.ts'
import type { Lab } from '../lab/lab.ts'
import { whyNoPulumi } from '../lab/pulumi/cli.ts'
import { ALL_PROGRAMS, programsIn } from './deployed.ts'
import { createDeployment, type Deployment, expectSuccess, outputsOf, readyMadeSettings, tell } from './deployment.ts'
import { describeOnLab } from './describe-lab.ts'

const MINUTES = 60_000
const reason = whyNoPulumi()
if (reason !== null) process.stderr.write(`Skipped: hosts on this machine: ${reason}\n`)

describe.skipIf(reason !== null)('the stack local', () => {
  describeOnLab(
    'on a machine with Docker',
    current => {
      let deployment: Deployment
      beforeAll(async () => {
        deployment = await createDeployment(current(), await local())
      })
      afterAll(async () => {
        await deployment?.[Symbol.asyncDispose]()
        await removeRest(current())
      }, 2 * MINUTES)
      const engine = async (...words: readonly string[]) => (await current().engine(words)).stdout
      const inHost = (name: string, ...words: readonly string[]) =>
        engine('exec', `slipstream-system-${name}`, ...words)
      const programs = async (name: string) => programsIn(await inHost(name, 'supervisorctl', 'status'))
      const page = async (url: string) => (await current().exec('curl', ['-fsS', '--max-time', '5', url])).stdout

      it(
        'shows what it will do before there is a host',
        async () => {
          const preview = await deployment.pulumi('preview')
          expectSuccess(preview)
          expect(preview.output).toMatch(/docker:index:Container +slipstream-system-host1 +create/)
          expect(await engine('ps', '--all', '--quiet')).toBe('')
        },
        5 * MINUTES,
      )

      it(
        'makes its hosts, and the reference deployment on them',
        async () => {
          const up = await deployment.pulumi('up', '--yes', '--skip-preview')
          tell('local hosts to a green canary run', up)
          expectSuccess(up)
          const { canary, nodes } = await outputsOf(deployment)
          expect(canary).toBe('success')
          expect(nodes['host1']).toEqual(nodes['host2'])
          expect(await programs('host1')).toEqual(ALL_PROGRAMS)
          expect(await programs('host2')).toEqual(['airflow_worker RUNNING'])
        },
        15 * MINUTES,
      )

      it('shows its pages at ports of this machine', async () => {
        const { urls } = await outputsOf(deployment)
        expect(urls).toEqual({
          webserver: 'http://localhost:8080',
          flower: ['http://localhost:5555'],
          rabbitmq: 'http://localhost:15672',
        })
        expect(JSON.parse(await page('http://127.0.0.1:8080/health'))).toMatchObject({
          scheduler: { status: 'healthy' },
        })
        expect(await page('http://127.0.0.1:5555/healthcheck')).toContain('OK')
        expect(await page('http://127.0.0.1:15672')).toContain('RabbitMQ')
      })

      it(
        'opens its hosts to the doctor',
        async () => {
          expectSuccess(await deployment.doctor('programs', 'database', 'broker', 'nodes', 'logs'))
        },
        MINUTES,
      )

      it(
        'is back after this machine was switched off, and has nothing to do then',
        async () => {
          const names = (await engine('ps', '--format', '{{.Names}}')).split('\n')
          expect(names).toHaveLength(4)
          await engine('kill', ...names)
          await engine('start', ...names)
          const healthy = async () => (await page('http://127.0.0.1:8080/health')).includes('"healthy"') || null
          await eventually(healthy, { withinMs: 120_000, what: 'the webserver is back', restMs: 500 })
          const again = await deployment.pulumi('up', '--yes', '--expect-no-changes')
          tell('nothing to do', again)
          expectSuccess(again)
        },
        5 * MINUTES,
      )

      it(
        'leaves nothing',
        async () => {
          const destroy = await deployment.pulumi('destroy', '--yes', '--skip-preview')
          tell('destroy', destroy)
          expectSuccess(destroy)
          expect(await engine('ps', '--all', '--quiet')).toBe('')
          for (const kind of ['volume', 'network']) expect(await engine(kind, ...OURS)).toBe('')
          expect(await engine('images', '--quiet', 'slipstream-system')).toBe('')
        },
        10 * MINUTES,
      )
    },
    { hosts: 0, withImages: [] },
  )
})

/** Arguments that list what a stack named system has of a kind. */
const OURS = ['ls', '--quiet', '--filter', 'name=slipstream-system']

/** What a failed test leaves would be in the way of the next one. */
async function removeRest(lab: Lab): Promise<void> {
  const remove = async (list: readonly string[], ...command: readonly string[]) => {
    const { stdout } = await lab.engine(list)
    if (stdout !== '') await lab.engine([...command, '--force', ...stdout.split('\n')])
  }
  await remove(['ps', '--all', '--quiet'], 'rm', '--volumes')
  await remove(['volume', ...OURS], 'volume', 'rm')
  await remove(['images', '--quiet', 'slipstream-system'], 'rmi')
  await lab.engine(['network', 'prune', '--force'])
}

/** The ready-made stack, with what the lab has instead of Debian's image. */
async function local(): Promise<string> {
  const settings = await readyMadeSettings('local')
  return settings.replace(/^( +)(subnet: .*\n)/m, `$1$2$1baseImage: ${DEBIAN.tags[0]}\n`)
}
