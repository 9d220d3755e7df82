import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lab } from '../lab/lab.ts'
import { whyNoPulumi } from '../lab/pulumi/cli.ts'
import { ALL_PROGRAMS, contentsOf, hostOf, programsOn, traceOn } from './deployed.ts'
import { createDeployment, type Deployment, expectSuccess, outputsOf, tell } from './deployment.ts'
import { describeOnLab } from './describe-lab.ts'
import { type Fault, firstOf, INTERRUPTIONS } from './interruptions.ts'
import type { PulumiRun } from './pulumi-run.ts'

const MINUTES = 60_000
const reason = whyNoPulumi()
if (reason !== null) process.stderr.write(`Skipped: deployments that are cut short: ${reason}\n`)

describe.skipIf(reason !== null)('two stacks', () => {
  describeOnLab(
    'with the real Pulumi CLI on three bare hosts',
    current => {
      const host = (name: string) => hostOf(current(), name)
      let first: Deployment
      let second: Deployment
      beforeAll(async () => {
        first = await createDeployment(current(), settings(current(), TWO_HOSTS))
        second = await first.beside('second', settings(current(), THIRD_HOST))
      })
      afterAll(() => first?.[Symbol.asyncDispose]())

      it(
        'of which the first is cut short again and again: each time the next deployment carries on',
        async () => {
          const last = await deployInterrupted(current(), first)
          tell('the last one, to its end', last)
          expectSuccess(last)
          expect((await outputsOf(first)).canary).toBe('success')
          expect(await programsOn(host('host1'))).toEqual(ALL_PROGRAMS)
          expect(await programsOn(host('host2'))).toEqual(['airflow_worker RUNNING'])
        },
        15 * MINUTES,
      )

      it(
        'of which the first is in the end what the second is at once, without a trace of what happened to it',
        async () => {
          const up = await second.pulumi('up', '--yes', '--skip-preview')
          tell('a second stack', up)
          expectSuccess(up)
          expect(await contentsOf(host('host1'))).toEqual(await contentsOf(host('host3')))
          expectSuccess(await first.pulumi('refresh', '--yes', '--skip-preview', '--clear-pending-creates'))
          const again = await first.pulumi('up', '--yes', '--expect-no-changes')
          expectSuccess(again)
          expect(again.output).not.toContain('pending operation')
        },
        10 * MINUTES,
      )

      it(
        'share nothing: one goes, the other stays',
        async () => {
          expect((await outputsOf(first)).users['admin']).not.toBe((await outputsOf(second)).users['admin'])
          const destroy = await second.pulumi('destroy', '--yes', '--skip-preview')
          tell('destroying the second stack', destroy)
          expectSuccess(destroy)
          expect(await traceOn(host('host3'))).toBe('')
          expect(await programsOn(host('host1'))).toEqual(ALL_PROGRAMS)
          expectSuccess(await first.pulumi('up', '--yes', '--expect-no-changes'))
        },
        10 * MINUTES,
      )
    },
    { hosts: 3, withImages: ['host1', 'host3'] },
  )
})

const TWO_HOSTS = `
    - { name: host1, address: 192.168.0.10, roles: [webserver, scheduler, worker, flower, database, broker] }
    - { name: host2, address: 192.168.0.11, roles: [worker] }`

const THIRD_HOST = `
    - { name: host3, address: 192.168.0.12, roles: [webserver, scheduler, worker, flower, database, broker] }`

const settings = ({ privateKeyPath, knownHostsPath }: Lab, hosts: string) => `
  slipstream:hosts:${hosts}
  slipstream:ssh: { user: ubuntu, privateKeyFile: ${privateKeyPath}, knownHosts: ${knownHostsPath} }
  slipstream:deleteDataOnDestroy: true
`

interface Scene {
  readonly lab: Lab
  readonly deployment: Deployment
  readonly run: PulumiRun
}

/** Goes from bare hosts through all interruptions. @returns how the last deployment ended */
async function deployInterrupted(lab: Lab, deployment: Deployment): Promise<ReturnType<typeof deployment.pulumi>> {
  const remaining = new Set(INTERRUPTIONS)
  let run = up(deployment)
  while (remaining.size > 0) {
    const interruption = await firstOf(lab, run, remaining)
    remaining.delete(interruption)
    const startedAt = performance.now()
    run = await FAULTS[interruption.fault]({ lab, deployment, run })
    tell(`${interruption.fault} (${interruption.phase})`, { tookMs: performance.now() - startedAt })
  }
  return run.ended
}

const up = (deployment: Deployment): PulumiRun => deployment.start('up', '--yes', '--skip-preview')

/** Each does what it says and then what an operator does; the deployment that goes on from there. */
const FAULTS: Readonly<Record<Fault, (scene: Scene) => Promise<PulumiRun>>> = {
  'kill -9': async ({ deployment, run }) => {
    await run.kill()
    const { exitCode, output } = await deployment.pulumi('up', '--yes', '--skip-preview')
    expect(exitCode, output).not.toBe(0)
    expect(output).toContain('pulumi cancel')
    expectSuccess(await deployment.pulumi('cancel', '--yes'))
    return up(deployment)
  },
  'Ctrl-C': async ({ deployment, run }) => {
    run.interrupt()
    const { exitCode, output } = await run.ended
    expect(exitCode, output).not.toBe(0)
    return up(deployment)
  },
  'a lost connection': async ({ lab, run }) => {
    await hostOf(lab, 'host1').exec(END_SESSIONS)
    return run
  },
  'a cut cable': async ({ lab, deployment, run }) => {
    {
      await using _cut = await hostOf(lab, 'host2').cutOff(lab.control)
      const { exitCode, output } = await run.ended
      expect(exitCode, output).not.toBe(0)
      expect(output).toMatch(/192\.168\.0\.11: .*(connection was lost|Cannot reach)/)
    }
    return up(deployment)
  },
}

const END_SESSIONS = `for process in /proc/[0-9]*; do
  if grep -qa '^sshd: ubuntu' $process/cmdline; then kill -9 \${process#/proc/}; fi
done`
