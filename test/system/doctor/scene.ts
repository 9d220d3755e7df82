import { describe } from 'vitest'
import { ask, fix } from '../../../scripts/doctor/examine.ts'
import type { Told } from '../../../scripts/doctor/finding.ts'
import { openWard } from '../../../scripts/doctor/open-ward.ts'
import type { Question } from '../../../scripts/doctor/question.ts'
import type { HostConfig, StackConfig } from '../../../stacks/config/stack-config.ts'
import { readStackConfig } from '../../../stacks/config.ts'
import { writeText } from '../../../stacks/provider/host/files.ts'
import { script } from '../../../stacks/provider/shell.ts'
import type { ClusterSecrets } from '../../../stacks/render/cfg-view.ts'
import { renderAirflowCfg, renderPrograms } from '../../../stacks/render.ts'
import { createScene } from '../../stacks/provider/resource-scene.ts'
import { obstacleHere, type ScratchHost, startScratchHost } from '../../stacks/provider/scratch-host.ts'

/** A small cluster on scratch hosts, to be made ill. */
export interface Cluster extends AsyncDisposable {
  readonly stack: StackConfig
  /** Raw settings, as a stack's file has them. */
  readonly settings: Readonly<Record<string, unknown>>
  /** Runs a script as root. */
  readonly run: (host: string, text: string) => Promise<string>
  readonly write: (host: string, path: string, content: string) => Promise<void>
  readonly ask: (question: Question) => Promise<Told[]>
  /** Asks, fixes what is safe, asks again. */
  readonly fix: (question: Question) => Promise<Told[]>
  readonly host: (name: string) => ScratchHost
}

/**
 * Registers the suite where this machine can have such hosts; else the reason is printed.
 * @param lacking what else the suite needs and this machine has not
 */
export function describeOnHosts(name: string, suite: () => void, lacking: string | null = null): void {
  const obstacle = obstacleHere() ?? lacking
  if (obstacle !== null && process.env['CI'] === 'true') throw new Error(`${name} cannot be tested: ${obstacle}`)
  if (obstacle !== null) process.stderr.write(`Skipped: ${name}: ${obstacle}.\n`)
  describe.skipIf(obstacle !== null)(name, { timeout: 180_000 }, suite)
}

export interface ClusterOptions {
  readonly hosts: readonly { readonly name: string; readonly roles: readonly string[] }[]
  readonly settings?: Readonly<Record<string, unknown>>
  readonly secrets?: Partial<ClusterSecrets>
}

export const SECRETS: ClusterSecrets = {
  databasePassword: 'db-p@ss/word',
  brokerPassword: 'mq-p@ss/word',
  fernetKey: 'hK0qd8hKX2T5yLhZ3JQm0cRk3m5JwY2nq3Yk8m7bX1A=',
  secretKey: '5d3c1b2a'.repeat(8),
  flowerPassword: 'flower-p@ss',
}

const NOWHERE = { address: '127.0.0.1', port: 1, password: 'x' }

/** Hosts with airflow.cfg and programs that are written, but do not run yet. */
export async function startCluster({ hosts, settings = {}, secrets = {} }: ClusterOptions): Promise<Cluster> {
  const scratch = new Map<string, ScratchHost>()
  for (const { name } of hosts) scratch.set(name, await startScratchHost())
  const host = (name: string): ScratchHost => scratch.get(name) as ScratchHost
  const raw = {
    hosts: hosts.map((one, index) => ({ ...one, address: `127.0.0.${index + 1}`, ssh: sshOf(host(one.name)) })),
    database: NOWHERE,
    broker: NOWHERE,
    ...settings,
  }
  const stack = readStackConfig(raw, 'test')
  const scene = createScene()
  const run = (name: string, text: string): Promise<string> =>
    scene.context.openHost(host(name).deployer).ask({ name: 'prepare', command: script(text) })
  const write = (name: string, path: string, content: string): Promise<void> =>
    writeText(scene.context.openHost(host(name).deployer), {
      path,
      content,
      owner: 'root',
      group: 'root',
      mode: '0644',
    })
  for (const config of stack.hosts) await furnish(config, stack, { run, write, secrets: { ...SECRETS, ...secrets } })
  return {
    stack,
    settings: raw,
    run,
    write,
    host,
    ask: question => asking(stack, ward => ask(question, ward)),
    fix: question => asking(stack, async ward => fix(question, ward, await ask(question, ward))),
    async [Symbol.asyncDispose]() {
      scene[Symbol.dispose]()
      for (const one of scratch.values()) await one[Symbol.asyncDispose]()
    },
  }
}

function sshOf({ deployer, port, hostKey }: ScratchHost) {
  const { user, privateKey } = deployer
  return { address: '127.0.0.1', port, user, privateKey, hostKey }
}

async function asking(stack: StackConfig, use: (ward: Awaited<ReturnType<typeof openWard>>) => Promise<Told[]>) {
  using ward = await openWard(stack, new AbortController().signal)
  return [...ward.unreachable, ...(await use(ward))]
}

interface Tools extends Pick<Cluster, 'run' | 'write'> {
  readonly secrets: ClusterSecrets
}

/** What a deployment leaves on a host. The programs only wait, unless a test puts another `airflow` there. */
async function furnish(config: HostConfig, stack: StackConfig, { run, write, secrets }: Tools): Promise<void> {
  const { home, dagsFolder, user } = stack.airflow
  await run(config.name, `id ${user} || useradd --create-home ${user}; mkdir -p ${home}/logs ${dagsFolder}`)
  await run(config.name, `rm -f /etc/supervisor/conf.d/*; mkdir -p /var/log/supervisor`)
  await write(config.name, `${home}/airflow.cfg`, renderAirflowCfg(stack, secrets))
  await write(config.name, '/usr/local/bin/airflow', '#!/bin/sh\nexec sleep 100000\n')
  for (const { name, conf } of renderPrograms(stack, config))
    await write(config.name, `/etc/supervisor/conf.d/${name}.conf`, conf)
  await run(config.name, `chown -R ${user}: /home/${user} && chmod 755 /usr/local/bin/airflow`)
}
