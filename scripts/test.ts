// `npm test`: what the machine lacks, the static checks, then the tests. Words after `--` choose the test files
// whose paths contain them, and leave the checks out.
import { houseChecks, runChecks, sentenceOf } from './house/checks.ts'
import { prepareMachine } from './house/machine.ts'
import { runVitest } from './house/run-vitest.ts'
import {
  asInCi,
  exitCodeOf,
  isMachinesFault,
  type Skip,
  sum,
  summaryOf,
  type Tally,
  tallyOfChecks,
} from './house/tally.ts'

const isCi = Boolean(process.env['CI'])
const tally = await test(process.argv.slice(2))
console.log(summaryOf(tally))
process.exit(exitCodeOf(tally))

async function test(words: string[]): Promise<Tally> {
  const machine = await prepare()
  const checks = words.length === 0 ? await check() : []
  const { tally, skips } = await runVitest(words, isCi)
  for (const skip of skips) console.log(sentenceOfSkip(skip))
  return sum([...machine, ...checks, isCi ? asInCi(tally, skips) : tally])
}

/** A machine that could not be prepared counts as one failure. */
async function prepare(): Promise<Tally[]> {
  const isReady = await prepareMachine(sentence => console.log(sentence))
  if (isReady) return []
  console.log('FAIL apt-get could not install what the tests need: see its words above')
  return [{ passed: 0, failed: 1, skipped: 0 }]
}

async function check(): Promise<Tally[]> {
  const results = await runChecks(houseChecks, result => console.log(sentenceOf(result)))
  return [tallyOfChecks(results)]
}

function sentenceOfSkip(skip: Skip): string {
  const verdict = isCi && !isMachinesFault(skip) ? 'FAIL skipped in CI' : 'skipped'
  return `${verdict}: ${skip.test}: ${skip.reason}`
}
