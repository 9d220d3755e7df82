import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { claimPidFile, runningPid, ServiceAlreadyRunning } from '../../../runtime/cli/services/pid-file.ts'

let folder = ''
let path = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pid-'))
  path = join(folder, 'airflow-webserver.pid')
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A living process whose command line names the service. */
async function lookalike(service: string) {
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000); console.log(1)', service])
  await once(child.stdout, 'data')
  return { pid: child.pid as number, [Symbol.dispose]: () => void child.kill('SIGKILL') }
}

test('the file holds this process until it is disposed', () => {
  {
    using _claim = claimPidFile(path, 'webserver')
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`)
  }
  expect(existsSync(path)).toBe(false)
})

test('a living process of the service keeps its file', async () => {
  using other = await lookalike('webserver')
  writeFileSync(path, String(other.pid))
  expect(runningPid(path, 'webserver')).toBe(other.pid)
  expect(() => claimPidFile(path, 'webserver')).toThrow(ServiceAlreadyRunning)
})

test('a number that now belongs to another program, a dead process or nonsense is no obstacle', async () => {
  using other = await lookalike('something-else')
  for (const left of [String(other.pid), '999999999', 'nonsense', '']) {
    writeFileSync(path, left)
    expect(runningPid(path, 'webserver')).toBeNull()
    using _claim = claimPidFile(path, 'webserver')
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`)
  }
})
