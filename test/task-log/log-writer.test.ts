import { mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { SecretMasker } from '../../runtime/service/secret-masker.ts'
import { openTaskLog } from '../../runtime/task-log/log-writer.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-log-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('every line stands in the file at once, in Airflow’s form, secrets masked, folders made', () => {
  const masker = new SecretMasker()
  masker.add('hunter22')
  const path = join(folder, 'dag_id=d', 'attempt=1.log')
  const log = openTaskLog(path, masker)
  log.write('subprocess', 'the password is hunter22, not xhunter22x')
  expect(readFileSync(path, 'utf8')).toMatch(
    /^\[\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000\] \{subprocess\} INFO - the password is \*\*\*, not x\*\*\*x\n$/,
  )
  log.write('stderr', 'second', 'ERROR')
  log.close()
  expect(readFileSync(path, 'utf8')).toMatch(/\n\[.*\] \{stderr\} ERROR - second\n$/)
  expect(statSync(path).mode & 0o777).toBe(0o664 & ~process.umask())
})

test('an attempt that goes on later appends', () => {
  const path = join(folder, 'attempt=1.log')
  for (const line of ['one', 'two']) {
    const log = openTaskLog(path, new SecretMasker())
    log.write('x', line)
    log.close()
  }
  expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(3)
})

test('a full disk loses lines and fails nobody; a file that cannot be opened is an error', () => {
  symlinkSync('/dev/full', join(folder, 'full.log'))
  const log = openTaskLog(join(folder, 'full.log'), new SecretMasker())
  expect(() => log.write('x', 'lost')).not.toThrow()
  log.close()
  expect(() => openTaskLog(folder, new SecretMasker())).toThrow('EISDIR')
})
