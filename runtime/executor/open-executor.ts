import { isCeleryExecutor } from '../config/celery-executor.ts'
import type { Config } from '../config/config.ts'
import { SlipstreamError } from '../model/errors.ts'
import type { Executor } from './executor.ts'
import { LocalExecutor, type LocalExecutorSetup } from './local-executor.ts'

/** [core] executor names one that this release does not have. */
export class UnknownExecutor extends SlipstreamError {
  override readonly name = 'UnknownExecutor'

  constructor(executor: string) {
    super(
      `[core] executor is ${executor}, which is not available here. Use LocalExecutor, SequentialExecutor or CeleryExecutor`,
    )
  }
}

/** The executor of [core]; what it stands on is loaded with it. @throws UnknownExecutor */
export async function openExecutor(
  setup: Omit<LocalExecutorSetup, 'slots'> & { readonly config: Config },
): Promise<Executor> {
  const name = setup.config.string('core', 'executor')
  const slots = setup.config.integer('core', 'parallelism') || Infinity
  if (name === 'SequentialExecutor') return new LocalExecutor({ ...setup, slots: 1 })
  if (name === 'LocalExecutor') return new LocalExecutor({ ...setup, slots })
  if (!isCeleryExecutor(name)) throw new UnknownExecutor(name)
  const { CeleryExecutor } = await import('./celery-executor.ts')
  return new CeleryExecutor({ ...setup, slots })
}
