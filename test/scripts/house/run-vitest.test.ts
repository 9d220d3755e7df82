import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execa } from 'execa'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Outcome } from '../../../scripts/house/run-vitest.ts'

const mixed = `
  import { expect, test } from 'vitest'
  test('passes', () => {})
  test('fails', () => expect(1).toBe(2))
  test('cannot', ({ skip }) => skip('this machine cannot fly'))
  test.skip('will not', () => {})
  test.todo('will')`
const good = `import { test } from 'vitest'\ntest('passes', () => {})`

test('passed, failed and skipped tests are counted, and a skip keeps its reason', async () => {
  const { tally, skips } = await outcomeOf({ 'mixed.test.ts': mixed })
  expect(tally).toEqual({ passed: 1, failed: 1, skipped: 3 })
  expect(skips.map(skip => `${skip.test}: ${skip.reason}`)).toEqual([
    'mixed.test.ts > cannot: this machine cannot fly',
    'mixed.test.ts > will not: it gives no reason',
    'mixed.test.ts > will: it gives no reason',
  ])
})

test('a file that cannot be loaded is a failure, and so is an error that nobody caught', async () => {
  const late = `import { test } from 'vitest'\ntest('passes', () => { Promise.reject(new Error('late')) })`
  const { tally } = await outcomeOf({ 'broken.test.ts': 'import "./gone.ts"', 'late.test.ts': late })
  expect(tally).toEqual({ passed: 1, failed: 2, skipped: 0 })
})

test('a setup that fails before any test is a failure', async () => {
  const setup = 'export function setup() { throw new Error("no database") }'
  const config = 'export default { test: { globalSetup: ["setup.ts"] } }'
  const { tally } = await outcomeOf({ 'setup.ts': setup, 'vitest.config.ts': config, 'mixed.test.ts': mixed })
  expect(tally).toEqual({ passed: 0, failed: 1, skipped: 0 })
})

describe('where files are repeated', () => {
  const once = `
    import { existsSync, writeFileSync } from 'node:fs'
    import { beforeAll, expect, test } from 'vitest'
    const isFirst = !existsSync('been-here')
    writeFileSync('been-here', '')`

  test('one that passes then has passed, its tests before the failed one counted once', async () => {
    const flaky = `${once}\ntest('passes', () => {})\ntest('fails once', () => expect(isFirst).toBe(false))`
    const { tally } = await outcomeOf({ 'flaky.test.ts': flaky, 'good.test.ts': good }, true)
    expect(tally).toEqual({ passed: 3, failed: 0, skipped: 0 })
  })

  test('one whose setup failed runs its tests, which are skipped no more', async () => {
    const broken = `${once}\nbeforeAll(() => expect(isFirst).toBe(false))\ntest('passes', () => {})`
    const { tally, skips } = await outcomeOf({ 'broken.test.ts': broken, 'good.test.ts': good }, true)
    expect(tally).toEqual({ passed: 2, failed: 0, skipped: 0 })
    expect(skips).toEqual([])
  })

  test('one that fails again has failed', async () => {
    const { tally } = await outcomeOf({ 'mixed.test.ts': mixed, 'good.test.ts': good }, true)
    expect(tally).toEqual({ passed: 2, failed: 1, skipped: 3 })
  })
})

test('without that, a file that failed once has failed', async () => {
  const { tally } = await outcomeOf({ 'mixed.test.ts': mixed, 'good.test.ts': good })
  expect(tally).toEqual({ passed: 2, failed: 1, skipped: 3 })
})

async function outcomeOf(files: Record<string, string>, repeats = false): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'run-vitest-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  const source = `import { runVitest } from ${JSON.stringify(resolve('scripts/house/run-vitest.ts'))}
    const outcome = await runVitest([], ${repeats})
    process.stdout.write('\\n' + JSON.stringify(outcome), () => process.exit())`
  const { VITEST: _, ...env } = process.env
  const { stdout } = await execa(process.execPath, ['--input-type=module', '-e', source], {
    cwd: folder,
    env,
    extendEnv: false,
    reject: false,
  })
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n'))) as Outcome
}
