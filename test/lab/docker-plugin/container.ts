import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  type ContainerInputs,
  containerFields,
  createArguments,
  restartPolicy,
  type Upload,
} from './container-arguments.ts'
import { type DockerClient, whereThere } from './docker-client.ts'
import type { DockerResource } from './resource.ts'

/** docker:index/container:Container */
export const container: DockerResource = {
  fields: containerFields,
  computed: ['bridge', 'containerLogs', 'exitCode', 'networkDatas'],
  changeable: [
    ...['restart', 'maxRetryCount', 'memory', 'memorySwap', 'start', 'mustRun', 'wait', 'waitTimeout'],
    ...['destroyGraceSeconds', 'removeVolumes'],
  ],
  sets: ['envs', 'volumes', 'labels', 'hosts', 'networksAdvanced', 'ulimits', 'uploads'],
  isNamed: true,
  async create(docker, properties) {
    const inputs = properties as unknown as ContainerInputs
    const id = await docker(createArguments(inputs))
    for (const { name, aliases = [], ipv4Address } of (inputs.networksAdvanced ?? []).slice(1)) {
      const ip = ipv4Address === undefined ? [] : ['--ip', ipv4Address]
      await docker(['network', 'connect', ...ip, ...aliases.flatMap(alias => ['--alias', alias]), name, id])
    }
    for (const upload of inputs.uploads ?? []) await copyInto(docker, id, upload)
    if (inputs.start !== false) await start(docker, id, inputs)
    return { id, outputs: (await inspect(docker, id))?.outputs ?? {} }
  },
  async read(docker, id, inputs) {
    const found = await inspect(docker, id)
    if (found === null) return null
    if (found.isRunning || inputs['mustRun'] === false) return found.outputs
    // As the official plugin does with a container that must run and does not: the next deployment makes a new one.
    await docker(['rm', '--force', id])
    return null
  },
  async update(docker, id, properties) {
    const inputs = properties as unknown as ContainerInputs
    const policy = restartPolicy(inputs)
    const memory = inputs.memory === undefined ? [] : ['--memory', `${inputs.memory}m`]
    const changes = [...(policy === undefined ? [] : ['--restart', policy]), ...memory]
    if (changes.length > 0) await docker(['update', ...changes, id])
    return (await inspect(docker, id))?.outputs ?? {}
  },
  async delete(docker, id, properties) {
    const { destroyGraceSeconds, removeVolumes } = properties as unknown as ContainerInputs
    if (destroyGraceSeconds) await whereThere(docker(['stop', '--time', `${destroyGraceSeconds}`, id]))
    await whereThere(docker(['rm', '--force', ...(removeVolumes === false ? [] : ['--volumes']), id]))
  },
}

/** It belongs to root there, whoever makes it here. */
async function copyInto(docker: DockerClient, id: string, { file, content, permissions = '0644' }: Upload) {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-docker-upload-'))
  const source = join(folder, 'file')
  try {
    await writeFile(source, content, { mode: Number.parseInt(permissions, 8) })
    await docker(['cp', '--quiet', source, `${id}:${file}`])
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function start(docker: DockerClient, id: string, inputs: ContainerInputs): Promise<void> {
  await docker(['start', id])
  const deadline = Date.now() + (inputs.waitTimeout ?? 60) * 1000
  for (;;) {
    const found = await inspect(docker, id)
    if (inputs.mustRun !== false && found?.isRunning === false) {
      throw new Error(`The container ${inputs.name} exited immediately. Its log:\n${await docker(['logs', id])}`)
    }
    if (inputs.wait !== true || found?.health === 'healthy') return
    if (Date.now() > deadline) throw new Error(`The container ${inputs.name} is ${found?.health} after its waitTimeout`)
    await sleep(500)
  }
}

async function inspect(docker: DockerClient, id: string) {
  const answer = await whereThere(docker(['container', 'inspect', id]))
  if (answer === null) return null
  const [{ State, NetworkSettings }] = JSON.parse(answer) as [Inspected]
  const networkDatas = Object.entries(NetworkSettings.Networks).map(([networkName, { Gateway, IPAddress }]) => ({
    networkName,
    gateway: Gateway,
    ipAddress: IPAddress,
  }))
  const outputs = { bridge: NetworkSettings.Bridge ?? '', exitCode: State.ExitCode, networkDatas }
  return { isRunning: State.Running || State.Restarting, health: State.Health?.Status, outputs }
}

interface Inspected {
  readonly State: {
    readonly Running: boolean
    readonly Restarting: boolean
    readonly ExitCode: number
    readonly Health?: { readonly Status: string }
  }
  readonly NetworkSettings: {
    readonly Bridge?: string
    readonly Networks: Readonly<Record<string, { readonly Gateway: string; readonly IPAddress: string }>>
  }
}
