import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { startVitest } from 'vitest/node'
import type { Skip, Tally } from './tally.ts'

/** What a run of vitest came to. */
export interface Outcome {
  readonly tally: Tally
  readonly skips: readonly Skip[]
}

/** Runs the tests whose paths contain one of the words (all without words), showing them as they go. */
export async function runVitest(words: readonly string[]): Promise<Outcome> {
  const collector = collectOutcome()
  const vitest = await startVitest('test', [...words], { watch: false, reporters: ['default', collector.reporter] })
  await vitest.close()
  return collector.outcome()
}

function collectOutcome() {
  // It stands for a run that failed without a failed test: a broken setup, an interruption, no such test file.
  let outcome: Outcome = { tally: { passed: 0, failed: 1, skipped: 0 }, skips: [] }
  const reporter: Reporter = {
    onTestRunEnd(modules, unhandledErrors, reason) {
      const found = outcomeOf(modules, unhandledErrors.length)
      if (reason === 'passed' || found.tally.failed > 0) outcome = found
    },
  }
  return { reporter, outcome: () => outcome }
}

/** Counts tests, and as one failure each: a file that failed outside its tests, and an error nobody caught. */
function outcomeOf(modules: readonly TestModule[], unhandledErrors: number): Outcome {
  const tests = modules.flatMap(module => [...module.children.allTests()])
  const failed = tests.filter(test => stateOf(test) === 'failed' || stateOf(test) === 'pending').length
  const skips = tests.filter(test => stateOf(test) === 'skipped').map(toSkip)
  const brokenFiles = modules.filter(isBrokenOutsideItsTests).length
  return {
    tally: {
      passed: tests.filter(test => stateOf(test) === 'passed').length,
      failed: failed + brokenFiles + unhandledErrors,
      skipped: skips.length,
    },
    skips,
  }
}

function stateOf(test: TestCase) {
  return test.result().state
}

function isBrokenOutsideItsTests(module: TestModule): boolean {
  const state = module.state()
  if (state === 'pending' || state === 'queued') return true
  return module.errors().length > 0 || [...module.children.allSuites()].some(suite => suite.errors().length > 0)
}

function toSkip(test: TestCase): Skip {
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return { test: `${test.module.relativeModuleId} > ${test.fullName}`, reason: note ?? 'it gives no reason' }
}
