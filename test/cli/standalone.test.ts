import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { bareHome, type CliHome } from './run-airflow.ts'

let home: Omit<CliHome, 'database'>
let running: ChildProcess | null = null
let output = ''
let port = 0
beforeEach(async () => {
  home = await bareHome()
  port = await freePort()
})
afterEach(async () => {
  if (running !== null && running.exitCode === null && running.signalCode === null) {
    running.kill('SIGTERM')
    await once(running, 'exit')
  }
  await home[Symbol.asyncDispose]()
})

function start(): ChildProcess {
  output = ''
  const child = home.start(['standalone'], {
    env: {
      AIRFLOW__WEBSERVER__WEB_SERVER_HOST: '127.0.0.1',
      AIRFLOW__WEBSERVER__WEB_SERVER_PORT: String(port),
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
    },
  })
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', chunk => (output += String(chunk)))
  running = child
  return child
}

const said = (what: string) =>
  eventually(async () => (output.includes(what) ? true : null), { withinMs: 20_000, what: `"${what}" in ${output}` })

const LAST_LINE = 'Ctrl-C stops everything.'

/** Processes of this home, by what they were started as. */
function processes(): Map<string, number> {
  const found = new Map<string, number>()
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
      const isOurs = readFileSync(`/proc/${pid}/environ`, 'utf8').includes(`AIRFLOW_HOME=${home.path}\0`)
      if (isOurs && words[1]?.endsWith('airflow.js')) found.set(words[2] as string, Number(pid))
    } catch {
      // It ended meanwhile.
    }
  }
  return found
}

const allGone = () =>
  eventually(async () => (processes().size === 0 ? true : null), { withinMs: 15_000, what: 'no process is left' })

test('makes a home with a user, runs scheduler and webserver, and leaves no process behind', async () => {
  const child = start()
  await said(LAST_LINE)
  // The two processes print on their own: the ready text may come before the scheduler's first line.
  await said('Scheduler started')
  const passwordFile = join(home.path, 'standalone_admin_password.txt')
  const password = readFileSync(passwordFile, 'utf8').trim()
  expect(statSync(passwordFile).mode & 0o777).toBe(0o600)
  expect(output).toContain(`Web app     http://127.0.0.1:${port}`)
  expect(output).toContain(`Login       admin, password ${password}`)
  expect(output).toMatch(/^scheduler {2}\| \[.*Scheduler started/m)
  expect(output).toMatch(/^webserver {2}\| /m)
  expect(readdirSync(join(home.path, 'dags'))).toEqual(['tsconfig.json'])
  expect([...processes().keys()].sort()).toEqual(['scheduler', 'standalone', 'webserver'])
  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
  await allGone()

  start()
  await said(LAST_LINE)
  expect(output).not.toContain(password)
  expect(output).toContain(`with the password in ${passwordFile}`)
})

test('starts again what dies, and its children do not outlive it', async () => {
  const child = start()
  await said(LAST_LINE)
  const first = processes().get('webserver') as number
  process.kill(first, 'SIGKILL')
  await said('webserver ended (SIGKILL); starting it again in 1 s')
  await eventually(async () => ((processes().get('webserver') ?? first) === first ? null : true), {
    withinMs: 10_000,
    what: 'another webserver runs',
  })
  child.kill('SIGKILL')
  await allGone()
})
