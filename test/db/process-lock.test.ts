import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { acquireProcessLock } from '../../runtime/db/process-lock.ts'

let folder = ''
let path = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
  path = join(folder, 'scheduler.lock')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Another process that tries to take the lock and then lives on; @returns it and whether it got the lock */
async function other(): Promise<{ readonly got: boolean; kill(): Promise<void> }> {
  const script = `import { acquireProcessLock } from ${JSON.stringify(resolve('runtime/db/process-lock.ts'))}
    globalThis.lock = acquireProcessLock(${JSON.stringify(path)})
    console.log(globalThis.lock === null ? 'refused' : 'got it')
    setInterval(() => {}, 1000)`
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script])
  const [said] = await once(child.stdout, 'data')
  return {
    got: String(said).trim() === 'got it',
    async kill() {
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

test('a second process is refused while the first holds the lock, and gets it once that is disposed', async () => {
  const lock = acquireProcessLock(path)
  expect(lock).not.toBeNull()
  const refused = await other()
  expect(refused.got).toBe(false)
  lock?.[Symbol.dispose]()
  const next = await other()
  expect(next.got).toBe(true)
  await Promise.all([refused.kill(), next.kill()])
})

test('the lock of a process that was killed with -9 can be taken', async () => {
  const holder = await other()
  expect(holder.got).toBe(true)
  expect(acquireProcessLock(path)).toBeNull()
  await holder.kill()
  using lock = acquireProcessLock(path)
  expect(lock).not.toBeNull()
})

test('one process cannot take a lock twice', () => {
  using _lock = acquireProcessLock(path)
  expect(acquireProcessLock(path)).toBeNull()
})

test('the file is for its owner only', () => {
  using _lock = acquireProcessLock(path)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

test('a file that is something else is an error, not a lock that is held', () => {
  writeFileSync(path, 'no database at all, but long enough to be looked at'.repeat(20))
  expect(() => acquireProcessLock(path)).toThrow('file is not a database')
})
