import { systemClock } from '../../runtime/service/clock.ts'
import { SecretMasker } from '../../runtime/service/secret-masker.ts'
import type { AttemptSetup } from '../../runtime/worker/open-attempt-parts.ts'
import type { ScratchHome } from './scratch-home.ts'

/** What a worker in that home stands on. */
export const setupIn = (home: ScratchHome): AttemptSetup => ({
  ...home,
  clock: systemClock,
  masker: new SecretMasker(),
  onDagRunCreated: () => undefined,
})
