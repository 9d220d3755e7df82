import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'

/** A Unix user of a test; disposing it removes the user and whatever runs or is kept under that name. */
export interface ThrowAwayUser extends Disposable {
  readonly name: string
  readonly home: string
  readonly uid: number
}

/** Whether users can be made here; the reason is printed, and in CI they must be. */
export function canMakeUsers(): boolean {
  const reason = process.getuid?.() === 0 ? missingProgram() : 'only root can make users'
  if (reason === null) return true
  if (process.env['CI'] === 'true') throw new Error(reason)
  process.stderr.write(`${reason}: tests of other users are skipped.\n`)
  return false
}

const missingProgram = (): string | null => {
  const absent = ['useradd', 'setpriv', 'sudo'].find(name => spawnSync('which', [name]).status !== 0)
  return absent === undefined ? null : `there is no ${absent}`
}

/** @param sudoers lines of /etc/sudoers about the user, in which USER stands for its name */
export function makeUser(sudoers = ''): ThrowAwayUser {
  const name = `slip-${randomBytes(4).toString('hex')}`
  const file = `/etc/sudoers.d/${name}`
  run('useradd', '--create-home', '--shell', '/bin/bash', name)
  if (sudoers !== '') writeFileSync(file, `${sudoers.replaceAll('USER', name)}\n`, { mode: 0o440 })
  return {
    name,
    home: `/home/${name}`,
    uid: Number(run('id', '-u', name)),
    [Symbol.dispose]() {
      rmSync(file, { force: true })
      spawnSync('pkill', ['-KILL', '-u', name])
      run('userdel', '--force', '--remove', name)
    },
  }
}

function run(program: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  // 12: there was no mail to remove.
  if (status !== 0 && status !== 12) throw new Error(`${program} ${args.join(' ')}: ${stderr}`)
  return stdout.trim()
}
