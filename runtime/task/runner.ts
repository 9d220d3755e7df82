import { writeSync } from 'node:fs'
import { DagFileLoader } from '../sdk/dag-file-loader.ts'
import type { RunnerCall } from './attempt-io.ts'
import { callDagCallback, callHandler, callTaskCallback } from './runner-call.ts'
import { END_MARK, type FromRunner, type ToRunner } from './runner-protocol.ts'
import { IpcStore } from './runner-store.ts'

/** The process of a warm runner: loads the DAG files of one folder and runs their handlers and callbacks, one at a time. */
function main(dagsFolder: string): void {
  const loader = new DagFileLoader(dagsFolder)
  const store = new IpcStore(send)
  let current: AbortController | null = null
  process.on('message', (message: ToRunner) => {
    if (message.type === 'answer') return store.onAnswer(message)
    current = new AbortController()
    void perform(message.call, { loader, store, signal: current.signal })
  })
  process.on('SIGTERM', () => current?.abort(new Error('The task was ended')))
  process.on('disconnect', () => process.exit(0))
}

interface Parts {
  readonly loader: DagFileLoader
  readonly store: IpcStore
  readonly signal: AbortSignal
}

async function perform(call: RunnerCall, { loader, store, signal }: Parts): Promise<void> {
  const scene = { store, signal, load: async (path: string) => load(loader, path) }
  const result = await resultOf(call, scene)
  for (const fd of [1, 2]) writeSync(fd, `${END_MARK}\n`)
  send({ type: 'done', result })
}

function resultOf(call: RunnerCall, scene: Parameters<typeof callHandler>[1]) {
  if (call.type === 'handler') return callHandler(call, scene)
  return call.type === 'callback' ? callTaskCallback(call, scene) : callDagCallback(call, scene)
}

async function load(loader: DagFileLoader, path: string): Promise<Readonly<Record<string, unknown>>> {
  const { namespace, files } = await loader.load(path)
  send({ type: 'loaded', files })
  return namespace
}

function send(message: FromRunner): void {
  process.send?.(message)
}

main(process.argv[2] as string)
