import { afterAll, beforeAll, describe } from 'vitest'
import { type Lab, type LabOptions, startLab, whyNoLab } from '../lab/lab.ts'

/** The first time a machine makes the lab it needs minutes, under other load many. */
const PATIENCE_MS = 900_000

/** Runs the suite on hosts that are fresh for it; where there can be no lab the reason for skipping is printed. */
export function describeOnLab(name: string, suite: (current: () => Lab) => void, options: LabOptions = {}): void {
  const reason = whyNoLab()
  if (reason !== null) process.stderr.write(`No lab here: ${reason}. Skipped: ${name}.\n`)
  describe.skipIf(reason !== null)(name, () => {
    let lab: Lab | undefined
    beforeAll(async () => {
      lab = await startLab({ tell: sentence => process.stderr.write(`${sentence}\n`), ...options })
    }, PATIENCE_MS)
    afterAll(async () => lab?.[Symbol.asyncDispose](), 120_000)
    suite(() => lab as Lab)
  })
}
