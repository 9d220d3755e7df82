import { execa } from 'execa'

/** One static check: its name, and how it is run. */
export interface Check {
  readonly name: string
  readonly run: () => Promise<Verdict>
}

export interface Verdict {
  readonly isGood: boolean
  readonly output: string
}

export interface CheckResult extends Verdict {
  readonly name: string
  readonly tookMs: number
}

// A passage counts from 60 tokens on six lines; 0.3 % of all lines may be such passages (tables that look alike).
const duplicateOptions = words(
  '--min-tokens 60 --min-lines 6 --threshold 0.3 --format typescript,javascript,tsx --reporters ai',
)

/** Every static check of the house, the slow ones first. */
export const houseChecks: readonly Check[] = [
  program('types', 'tsc', '-p', '.'),
  program('types of the web app', 'tsc', '-p', 'web'),
  program('dead code', 'knip', '--no-progress'),
  program('dependency rules', 'depcruise', '--config', 'dependency-rules.mjs', '.'),
  program('format and lint', 'biome', 'check', '--error-on-warnings'),
  program('duplicates', 'jscpd', 'runtime', 'stacks', 'scripts', 'bench', 'web/src', 'web/build', ...duplicateOptions),
  program('printed dependency table', 'node', 'scripts/dependency-table.ts', '--check'),
  program('lock file', 'node', 'scripts/lock-file.ts', '--check'),
]

/** Runs the checks, two at a time, and tells of each as soon as it is done. */
export async function runChecks(checks: readonly Check[], tell: (result: CheckResult) => void): Promise<CheckResult[]> {
  const waiting = [...checks]
  const results: CheckResult[] = []
  const lane = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const result = await timed(check)
      tell(result)
      results.push(result)
    }
  }
  await Promise.all([lane(), lane()])
  return results
}

/** How a result reads on a terminal: one line, and what the tool said where it found something. */
export function sentenceOf({ name, isGood, output, tookMs }: CheckResult): string {
  const line = `${isGood ? 'ok  ' : 'FAIL'} ${name} (${(tookMs / 1000).toFixed(1)} s)`
  return isGood ? line : `${line}\n${output.replace(/^/gm, '     ')}`
}

function program(name: string, command: string, ...args: string[]): Check {
  return { name, run: () => runProgram(command, args) }
}

function words(text: string): string[] {
  return text.split(' ')
}

async function runProgram(command: string, args: readonly string[]): Promise<Verdict> {
  const { exitCode, all } = await execa(command, args, { preferLocal: true, all: true, reject: false, stdin: 'ignore' })
  return { isGood: exitCode === 0, output: all || `${command} ended with code ${exitCode}` }
}

async function timed(check: Check): Promise<CheckResult> {
  const startedAt = performance.now()
  const verdict = await check.run()
  return { ...verdict, name: check.name, tookMs: performance.now() - startedAt }
}
