import { execFile } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { writeEditorSupport } from '../../runtime/dag/editor-support.ts'

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url))
const TSC = join(CHECKOUT, 'node_modules/typescript/bin/tsc')

let folder: string
beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'slipstream-editor-')), 'dags')
})
afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }))

/** What an editor would underline. */
async function compile(): Promise<string> {
  const run = promisify(execFile)(process.execPath, [TSC, '-p', folder, '--pretty', 'false'])
  return run.then(
    ({ stdout }) => stdout,
    (error: { stdout: string }) => error.stdout,
  )
}

describe('the tsconfig.json of a dags folder', () => {
  test('accepts the example DAGs, and finds a wrong input and a type imported as a value', async () => {
    cpSync(join(CHECKOUT, 'dags'), folder, { recursive: true })
    expect(writeEditorSupport(folder)).toBe(true)
    writeFileSync(
      join(folder, 'wrong.ts'),
      `import { Dag, JsonValue } from 'apache-airflow-ts-sdk'
const dag = new Dag('wrong')
const count = dag.task('count', async () => 7)
const shout = dag.task('shout', async ({ text }: { text: string }): Promise<JsonValue> => text.toUpperCase())
shout({ text: count() })
`,
    )
    const problems = (await compile())
      .trim()
      .split('\n')
      .filter(line => !line.startsWith(' '))
    expect(problems).toEqual([
      expect.stringMatching(
        /wrong\.ts\(1,15\): error TS1484: 'JsonValue' is a type and must be imported using a type-only/,
      ),
      expect.stringMatching(/wrong\.ts\(5,9\): error TS2\d+: .*not assignable/),
    ])
  })

  test('is written once, and again when the program has moved', () => {
    expect(writeEditorSupport(folder)).toBe(true)
    expect(writeEditorSupport(folder)).toBe(false)
    const path = join(folder, 'tsconfig.json')
    const text = readFileSync(path, 'utf8')
    writeFileSync(path, text.replaceAll('runtime', 'elsewhere'))
    expect(writeEditorSupport(folder)).toBe(true)
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  test('that somebody else wrote is left alone', () => {
    mkdirSync(folder)
    writeFileSync(join(folder, 'tsconfig.json'), '{}')
    expect(writeEditorSupport(folder)).toBe(false)
    expect(readFileSync(join(folder, 'tsconfig.json'), 'utf8')).toBe('{}')
  })
})
