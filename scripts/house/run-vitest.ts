import type { Reporter, TestCase, TestModule } from 'vitest/node'
import { startVitest } from 'vitest/node'
import { type Skip, sum, type Tally } from './tally.ts'

/** What a run of vitest came to. */
export interface Outcome {
  readonly tally: Tally
  readonly skips: readonly Skip[]
}

/** One test file of one project. */
interface FileOutcome extends Outcome {
  readonly path: string
  readonly project: string
}

interface Run {
  readonly files: readonly FileOutcome[]
  /** Errors that nobody caught, or one that stands for a run without a failed test that did not pass. */
  readonly errors: number
}

/** More than that are not the machine's mood. */
const MOST_FILES_ONCE_MORE = 8

/**
 * Runs the tests whose paths contain one of the words (all without words), showing them as they go.
 * @param repeats files that failed run once more from their beginning, alone on the machine: it then counts what they came to
 */
export async function runVitest(words: readonly string[], repeats = false): Promise<Outcome> {
  const { files, errors } = await run(words)
  const failed = files.filter(file => file.tally.failed > 0)
  if (!repeats || failed.length === 0 || failed.length > MOST_FILES_ONCE_MORE) return outcomeOf({ files, errors })
  console.log(
    `\nOnce more, and alone: ${failed.map(({ path, tally }) => `${path} (${tally.failed} failed)`).join(', ')}`,
  )
  const again = await run([...new Set(failed.map(({ path }) => path))], 1)
  const isRepeated = (one: FileOutcome) => again.files.some(file => isSame(file, one))
  const kept = files.filter(file => !isRepeated(file))
  return outcomeOf({ files: [...kept, ...again.files], errors: errors + again.errors })
}

async function run(words: readonly string[], maxWorkers?: number): Promise<Run> {
  const collector = collectRun()
  const options = { watch: false, reporters: ['default', collector.reporter], ...(maxWorkers && { maxWorkers }) }
  const vitest = await startVitest('test', [...words], options)
  await vitest.close()
  return collector.run()
}

function collectRun() {
  // It stands for a run that failed without a failed test: a broken setup, an interruption, no such test file.
  let run: Run = { files: [], errors: 1 }
  const reporter: Reporter = {
    onTestRunEnd(modules, unhandledErrors, reason) {
      const found = { files: modules.map(fileOutcome), errors: unhandledErrors.length }
      if (reason === 'passed' || outcomeOf(found).tally.failed > 0) run = found
    },
  }
  return { reporter, run: () => run }
}

const isSame = (left: FileOutcome, right: FileOutcome): boolean =>
  left.path === right.path && left.project === right.project

/** An error that nobody caught counts as one failure. */
function outcomeOf({ files, errors }: Run): Outcome {
  const tally = sum([{ passed: 0, failed: errors, skipped: 0 }, ...files.map(file => file.tally)])
  return { tally, skips: files.flatMap(file => file.skips) }
}

/** Counts its tests; that it failed outside of them counts as one failure. */
function fileOutcome(module: TestModule): FileOutcome {
  const tests = [...module.children.allTests()]
  const failed = tests.filter(test => stateOf(test) === 'failed' || stateOf(test) === 'pending').length
  const skips = tests.filter(test => stateOf(test) === 'skipped').map(toSkip)
  return {
    path: module.relativeModuleId,
    project: module.project.name,
    tally: {
      passed: tests.filter(test => stateOf(test) === 'passed').length,
      failed: failed + (isBrokenOutsideItsTests(module) ? 1 : 0),
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
