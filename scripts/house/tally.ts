import type { CheckResult } from './checks.ts'

/** How many were good, how many were not, how many never ran. */
export interface Tally {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/** A test that did not run, and what it said about that. */
export interface Skip {
  readonly test: string
  readonly reason: string
}

/** The words by which a skip says that it is the machine's fault: the only skip that CI lets pass. */
export const machineCannot = 'this machine cannot'

export const nothing: Tally = { passed: 0, failed: 0, skipped: 0 }

/** Each static check counts as one test. */
export function tallyOfChecks(results: readonly CheckResult[]): Tally {
  const passed = results.filter(result => result.isGood).length
  return { passed, failed: results.length - passed, skipped: 0 }
}

export function sum(tallies: readonly Tally[]): Tally {
  return tallies.reduce((left, right) => ({
    passed: left.passed + right.passed,
    failed: left.failed + right.failed,
    skipped: left.skipped + right.skipped,
  }))
}

/** In CI a skip that is not the machine's fault is a failure. */
export function asInCi(tally: Tally, skips: readonly Skip[]): Tally {
  const avoidable = skips.filter(skip => !isMachinesFault(skip)).length
  return { ...tally, failed: tally.failed + avoidable, skipped: tally.skipped - avoidable }
}

export function isMachinesFault(skip: Skip): boolean {
  return skip.reason.toLowerCase().includes(machineCannot)
}

/** The last line of every run. */
export function summaryOf({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed, ${skipped} skipped`
}

/** Zero only where something passed and nothing failed. */
export function exitCodeOf({ passed, failed }: Tally): number {
  return failed === 0 && passed > 0 ? 0 : 1
}
