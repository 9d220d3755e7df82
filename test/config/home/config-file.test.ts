import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { scratchHome } from '../scratch-home.ts'

test('processes that start at the same time agree on one file', { timeout: 30_000 }, async () => {
  const home = scratchHome()
  const keys = await Promise.all(Array.from({ length: 4 }, () => keyOfNewProcess(home)))
  expect(new Set(keys).size).toBe(1)
  expect(keys[0]).toMatch(/^[\w-]{43}=$/)
  expect(readdirSync(home)).toEqual(['airflow.cfg'])
})

function keyOfNewProcess(home: string): Promise<string> {
  const program = `
    const { loadConfig } = await import(${JSON.stringify(new URL('../../../runtime/config/load-config.ts', import.meta.url).href)})
    process.stdout.write(loadConfig({ env: { AIRFLOW_HOME: ${JSON.stringify(home)} } }).string('core', 'fernet_key'))`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    let output = ''
    child.stdout.on('data', chunk => {
      output += chunk
    })
    child.on('error', reject)
    child.on('close', () => resolve(output))
  })
}
