import type { Dag } from '../sdk/dag.ts'
import { DagFileLoader } from '../sdk/dag-file-loader.ts'
import { clearDags, collectDags } from '../sdk/registry.ts'
import type { RunnerCall } from './attempt-io.ts'
import { callDagCallback, callHandler, callTaskCallback, type RunnerScene } from './runner-call.ts'
import type { FromRunner, ToRunner } from './runner-protocol.ts'
import { IpcStore } from './runner-store.ts'
import { RunnerSurroundings } from './runner-surroundings.ts'

/** The process of a warm runner: loads a DAG file once and runs its handlers and callbacks, one at a time. */
function main(dagsFolder: string): void {
  const files = new LoadedFiles(new DagFileLoader(dagsFolder))
  const surroundings = new RunnerSurroundings()
  let current: { readonly store: IpcStore; readonly controller: AbortController } | null = null
  process.on('message', (message: ToRunner) => {
    if (message.type === 'answer') return current?.store.onAnswer(message)
    const store = new IpcStore(message.callId, send)
    const controller = new AbortController()
    current = { store, controller }
    void perform(message.call, { surroundings, store, signal: controller.signal, load: path => files.load(path) })
  })
  process.on('SIGTERM', () => current?.controller.abort(new Error('The task was ended')))
  process.on('disconnect', () => process.exit(0))
}

async function perform(
  call: RunnerCall,
  scene: RunnerScene & { readonly surroundings: RunnerSurroundings },
): Promise<void> {
  const { surroundings } = scene
  surroundings.enter(call.type === 'dag_callback' ? {} : call.env)
  const result = await resultOf(call, scene)
  const isClean = await surroundings.leave()
  await surroundings.endOutput()
  send({ type: 'done', result, isClean })
}

function resultOf(call: RunnerCall, scene: RunnerScene) {
  if (call.type === 'handler') return callHandler(call, scene)
  return call.type === 'callback' ? callTaskCallback(call, scene) : callDagCallback(call, scene)
}

/** The worker never asks a runner for a file that has changed since: then it takes another runner. */
class LoadedFiles {
  readonly #loader: DagFileLoader
  readonly #dags = new Map<string, readonly Dag[]>()

  constructor(loader: DagFileLoader) {
    this.#loader = loader
  }

  async load(path: string): Promise<readonly Dag[]> {
    const known = this.#dags.get(path)
    if (known !== undefined) return known
    clearDags()
    const { namespace, files } = await this.#loader.load(path)
    send({ type: 'loaded', files: [...files] })
    const dags = collectDags(namespace)
    this.#dags.set(path, dags)
    return dags
  }
}

function send(message: FromRunner): void {
  process.send?.(message)
}

main(process.argv[2] as string)
