import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { copyExamples } from '../../../runtime/cli/standalone/example-dags.ts'
import { loadConfig } from '../../../runtime/config/load-config.ts'

let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'examples-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const copy = (env: NodeJS.ProcessEnv = {}): number =>
  copyExamples(loadConfig({ env: { AIRFLOW_HOME: home, ...env } }), join(home, 'dags'))

test('the example DAGs of the checkout are copied into a dags folder that is missing', () => {
  const copied = copy()
  const names = readdirSync(join(home, 'dags'), { recursive: true }).map(String)
  expect(copied).toBeGreaterThan(0)
  expect(names.some(name => name.endsWith('.ts'))).toBe(true)
  expect(names).not.toContain('tsconfig.json')
  expect(copy()).toBe(0)
})

test('a dags folder that holds something is left alone', () => {
  copyExamples(loadConfig({ env: { AIRFLOW_HOME: home, AIRFLOW__CORE__LOAD_EXAMPLES: 'False' } }), join(home, 'dags'))
  writeFileSync(join(home, 'dags', 'mine.ts'), '')
  expect(copy()).toBe(0)
  expect(readdirSync(join(home, 'dags'))).toEqual(['mine.ts'])
})

test('load_examples = False keeps them away', () => {
  expect(copy({ AIRFLOW__CORE__LOAD_EXAMPLES: 'False' })).toBe(0)
  expect(readdirSync(join(home, 'dags'))).toEqual([])
})
