import { setTimeout as sleep } from 'node:timers/promises'
import { type ContainerInputs, containerFields, createArguments, restartPolicy } from './container-arguments.ts'
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
  sets: ['envs', 'volumes', 'labels', 'hosts', 'networksAdvanced', 'ulimits'],
  isNamed: true,
  async create(docker, properties) {
    const inputs = properties as unknown as ContainerInputs
    const id = await docker(createArguments(inputs))
    for (const { name, aliases = [] } of (inputs.networksAdvanced ?? []).slice(1)) {
      await docker(['network', 'connect', ...aliases.flatMap(alias => ['--alias', alias]), name, id])
    }
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
