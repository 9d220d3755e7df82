import { LocalExecutor } from '../../runtime/executor/local-executor.ts'
import { systemClock } from '../../runtime/service/clock.ts'
import { SecretMasker } from '../../runtime/service/secret-masker.ts'
import { openScratchHome, type ScratchHome } from '../worker/scratch-home.ts'

import { TaskRuns } from './task-runs.ts'

/** A home with DAGs that have been read, and a LocalExecutor that runs their tasks. */
export interface Session extends AsyncDisposable {
  readonly home: ScratchHome
  readonly executor: LocalExecutor
  readonly runs: TaskRuns
}

export async function openSession(
  dags: Readonly<Record<string, string>>,
  options: { readonly env?: NodeJS.ProcessEnv; readonly slots?: number } = {},
): Promise<Session> {
  const home = await openScratchHome({ dags, ...(options.env === undefined ? {} : { env: options.env }) })
  await home.readDags()
  const executor = localExecutor(home, options.slots ?? 16)
  const runs = new TaskRuns(home, executor)
  await runs.start()
  return {
    home,
    executor,
    runs,
    async [Symbol.asyncDispose]() {
      await executor.stop(AbortSignal.abort())
      await executor[Symbol.asyncDispose]()
      await home[Symbol.asyncDispose]()
    },
  }
}

export const localExecutor = (home: ScratchHome, slots: number): LocalExecutor =>
  new LocalExecutor({
    ...home,
    clock: systemClock,
    masker: new SecretMasker(),
    onDagRunCreated: () => undefined,
    slots,
  })
