import { execFileSync, spawn } from 'node:child_process'
import { expect, test } from 'vitest'
import { signalGroup } from '../../runtime/task/signal-group.ts'
import { isRunning, untilGone } from '../worker/processes.ts'

const sleeper = () => spawn('sleep', ['60'], { detached: true }).pid as number

test('reaches a whole group, and says when it has no process left', async () => {
  const group = sleeper()
  expect(signalGroup(group, 0)).toBe(true)
  expect(signalGroup(group, 'SIGKILL')).toBe(true)
  await untilGone(() => [group])
  await expect.poll(() => signalGroup(group, 0)).toBe(false)
})

test('a group of another user (sudo) is there although it cannot be signalled', ({ skip }) => {
  if (process.getuid?.() !== 0) skip('this machine cannot start a process as another user')
  const group = sleeper()
  const module = new URL('../../runtime/task/signal-group.ts', import.meta.url).href
  const code = `import { signalGroup } from '${module}'; console.log(signalGroup(${group}, 'SIGTERM'))`
  const nobody = { uid: 65_534, gid: 65_534, encoding: 'utf8' } as const
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', code], nobody).trim()).toBe('true')
  expect(isRunning(group)).toBe(true)
  process.kill(-group, 'SIGKILL')
})
