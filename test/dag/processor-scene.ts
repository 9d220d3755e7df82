import { DagProcessor } from '../../runtime/dag/processor.ts'
import { type ImportError, listImportErrors } from '../../runtime/db/import-error.ts'
import { listSerializedDags } from '../../runtime/db/serialized-dag.ts'
import { systemClock } from '../../runtime/service/clock.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { openScratchHome, type ScratchHome } from '../worker/scratch-home.ts'

/** A DAG processor over a dags folder of its own, and what the database says of it. */
export interface ProcessorScene extends AsyncDisposable {
  readonly home: ScratchHome
  readonly processor: DagProcessor
  /** Ids of DAGs that were said to have changed, since the last question. */
  changes(): readonly string[]
  /** Ids of the serialized DAGs, sorted. */
  dagIds(): Promise<readonly string[]>
  /** Import errors by file name below the dags folder. */
  errors(): Promise<Readonly<Record<string, string>>>
  /** Runs it in the background until the scene is disposed of. */
  start(): void
  /** Waits until exactly these DAGs are serialized; @returns how long it took, milliseconds */
  untilDags(...dagIds: readonly string[]): Promise<number>
}

export async function openProcessor(options: Parameters<typeof openScratchHome>[0] = {}): Promise<ProcessorScene> {
  const home = await openScratchHome(options)
  const changed: string[] = []
  const processor = new DagProcessor({ ...home, clock: systemClock, onChanged: dagId => changed.push(dagId) })
  const stop = new AbortController()
  let running = Promise.resolve()
  const dagIds = async () => (await listSerializedDags(home.database.kysely)).map(({ dagId }) => dagId).sort()
  return {
    home,
    processor,
    changes: () => changed.splice(0),
    dagIds,
    errors: async () => byFile(home, await listImportErrors(home.database.kysely)),
    start() {
      running = processor.run(stop.signal)
    },
    async untilDags(...wanted) {
      const startedAt = performance.now()
      const isThere = async () => ((await dagIds()).join() === [...wanted].sort().join() ? true : null)
      await eventually(isThere, { withinMs: 10_000, what: `the DAGs ${wanted.join(', ')}` })
      return performance.now() - startedAt
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await running
      processor[Symbol.dispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}

const byFile = (home: ScratchHome, errors: readonly ImportError[]): Readonly<Record<string, string>> =>
  Object.fromEntries(errors.map(({ filename, stacktrace }) => [filename.slice(home.dagsFolder.length + 1), stacktrace]))

/** Source of a DAG file with one task. */
export const dagSource = (dagId: string, more = ''): string =>
  `import { Dag } from 'slipstream'\nconst dag = new Dag('${dagId}')\ndag.bash('task', { command: 'true' })\n${more}`
