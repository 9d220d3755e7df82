import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Lab } from '../lab/lab.ts'
import { whyNoPulumi } from '../lab/pulumi/cli.ts'
import { ALL_PROGRAMS, hostOf, programsOn } from './deployed.ts'
import { createDeployment, type Deployment, expectSuccess, filesOf, outputsOf, packagesOf, tell } from './deployment.ts'
import { describeOnLab } from './describe-lab.ts'
import type { Outcome } from './pulumi-run.ts'

const MINUTES = 60_000
const reason = whyNoPulumi()
if (reason !== null) process.stderr.write(`Skipped: the deployment of a cluster: ${reason}\n`)

describe.skipIf(reason !== null)('the reference deployment', () => {
  describeOnLab('with the real Pulumi CLI on two bare hosts', current => {
    let deployment: Deployment
    let packagesBefore: Record<string, string>
    beforeAll(async () => {
      packagesBefore = await packagesOf(current())
      deployment = await createDeployment(current(), settings(current()))
    })
    afterAll(() => deployment?.[Symbol.asyncDispose]())

    it(
      'shows what it will do, and does nothing',
      async () => {
        const preview = await deployment.pulumi('preview')
        expectSuccess(preview)
        expect(preview.output).toContain('+++ 192.168.0.11:/home/ubuntu/airflow/airflow.cfg')
        expect(preview.output).toContain('192.168.0.10: airflow_scheduler will start')
        expect(await filesOf(current())).toEqual({ host1: '', host2: '' })
      },
      5 * MINUTES,
    )

    it(
      'brings bare hosts to a run with a task on each of them',
      async () => {
        const up = await deployment.pulumi('up', '--yes', '--skip-preview')
        tell('from bare hosts to a green canary run', up)
        expectSuccess(up)
        const { canary, nodes } = await outputsOf(deployment)
        expect(canary).toBe('success')
        expect(nodes['host1']).toEqual(nodes['host2'])
        expect(await programsOn(hostOf(current(), 'host1'))).toEqual(ALL_PROGRAMS)
        expect(await programsOn(hostOf(current(), 'host2'))).toEqual(['airflow_worker RUNNING'])
      },
      15 * MINUTES,
    )

    it(
      'changes nothing when nothing has changed',
      async () => {
        const again = await deployment.pulumi('up', '--yes', '--expect-no-changes')
        tell('nothing to do', again)
        expectSuccess(again)
      },
      5 * MINUTES,
    )

    it(
      'brings a new DAG to both nodes and touches nothing else',
      async () => {
        await writeFile(join(deployment.dagsFolder, 'new_dag.ts'), NEW_DAG)
        const up = await deployment.pulumi('up', '--yes', '--skip-preview')
        tell('a new DAG', up)
        expectSuccess(up)
        expect(changedResources(up)).toEqual(['Release system-host1-node-dags', 'Release system-host2-node-dags'])
        for (const host of current().hosts) await host.exec('test -f /home/ubuntu/airflow/dags/new_dag.ts')
      },
      5 * MINUTES,
    )

    it(
      'brings a changed option to both nodes and starts their programs anew',
      async () => {
        await deployment.configure(yaml =>
          yaml.replace('    home: /home/ubuntu/airflow\n', match => `${match}    config: { core.parallelism: '64' }\n`),
        )
        const up = await deployment.pulumi('up', '--yes')
        tell('a changed option', up)
        expectSuccess(up)
        expect(up.output).toContain('+parallelism = 64')
        for (const host of current().hosts) {
          expect(await host.exec('grep parallelism /home/ubuntu/airflow/airflow.cfg')).toBe('parallelism = 64')
        }
      },
      10 * MINUTES,
    )

    it('shows no secret', async () => {
      const { exitCode, output } = await deployment.pulumi('stack', 'export')
      expect(exitCode).toBe(0)
      const cfg = await current().hosts[0]?.exec('cat /home/ubuntu/airflow/airflow.cfg')
      const fernetKey = /fernet_key = (\S+)/.exec(String(cfg))?.[1] as string
      expect(fernetKey).toHaveLength(44)
      expect(output).not.toContain(fernetKey)
    })

    it(
      'takes away what it made',
      async () => {
        const destroy = await deployment.pulumi('destroy', '--yes', '--skip-preview')
        tell('destroy', destroy)
        expectSuccess(destroy)
        expect(await filesOf(current())).toEqual({ host1: '', host2: '' })
        expect(await packagesOf(current())).toEqual(packagesBefore)
      },
      10 * MINUTES,
    )
  })
})

const settings = ({ privateKeyPath, knownHostsPath }: Lab) => `
  slipstream:hosts:
    - { name: host1, address: 192.168.0.10, roles: [webserver, scheduler, worker, flower, database, broker] }
    - { name: host2, address: 192.168.0.11, roles: [worker] }
  slipstream:ssh: { user: ubuntu, privateKeyFile: ${privateKeyPath}, knownHosts: ${knownHostsPath} }
  slipstream:airflow:
    user: ubuntu
    home: /home/ubuntu/airflow
  slipstream:deleteDataOnDestroy: true
`

const NEW_DAG = `import { Dag } from 'slipstream'

const dag = new Dag('new_dag', { schedule: null })
dag.bash('hello', { command: 'echo hello' })
`

/** As `Release system-host1-node-dags`, in order. */
const changedResources = ({ output }: Outcome): string[] =>
  [...output.matchAll(/^ [~+-]+ +host:index:(\S+) (\S+) (?:updated|created|replaced|deleted) /gm)]
    .map(([, type, name]) => `${type} ${name}`)
    .sort()
