import type { Config } from '../config/config.ts'
import { SlipstreamError } from '../model/errors.ts'
import type { Executor } from './executor.ts'
import { LocalExecutor, type LocalExecutorSetup } from './local-executor.ts'

/** [core] executor names one that this release does not have. */
export class UnknownExecutor extends SlipstreamError {
  override readonly name = 'UnknownExecutor'

  constructor(executor: string) {
    super(`[core] executor is ${executor}, which is not available here. Use LocalExecutor or SequentialExecutor`)
  }
}

/** @throws UnknownExecutor */
export function openExecutor(setup: Omit<LocalExecutorSetup, 'slots'> & { readonly config: Config }): Executor {
  const name = setup.config.string('core', 'executor')
  if (name === 'LocalExecutor')
    return new LocalExecutor({ ...setup, slots: setup.config.integer('core', 'parallelism') || Infinity })
  if (name === 'SequentialExecutor') return new LocalExecutor({ ...setup, slots: 1 })
  throw new UnknownExecutor(name)
}
