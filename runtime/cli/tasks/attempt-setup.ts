import { wakeScheduler } from '../../queue/wake-scheduler.ts'
import { systemClock } from '../../service/clock.ts'
import { SecretMasker } from '../../service/secret-masker.ts'
import type { AttemptSetup } from '../../worker/open-attempt-parts.ts'
import type { Opened } from '../frame/open.ts'

/** What running a task needs when the command line is the worker. */
export const attemptSetup = ({ config, database }: Opened): AttemptSetup => ({
  config,
  database,
  clock: systemClock,
  masker: new SecretMasker(),
  onDagRunCreated: run => void wakeScheduler(config, { type: 'dag_run', ...run }),
})
