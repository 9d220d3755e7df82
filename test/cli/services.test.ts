import { once } from 'node:events'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { type CliHome, makeHome } from './run-airflow.ts'

let home: CliHome
let port = 0
beforeEach(async () => {
  home = await makeHome()
  port = await freePort()
})
afterEach(async () => {
  for (const name of ['scheduler', 'webserver']) await stopDaemon(name)
  await home[Symbol.asyncDispose]()
})

const file = (name: string): string => join(home.path, name)

async function stopDaemon(name: string): Promise<void> {
  const pidFile = file(`airflow-${name}.pid`)
  if (!existsSync(pidFile)) return
  const pid = Number(readFileSync(pidFile, 'utf8'))
  if (!isAlive(pid)) return
  process.kill(pid)
  await eventually(async () => (isAlive(pid) ? null : true), { withinMs: 10_000, what: `the ${name} ends` })
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

describe('airflow webserver', () => {
  const args = (...more: string[]) => ['webserver', '-hn', '127.0.0.1', '-p', String(port), ...more]

  test('as a daemon listens, keeps its files, and is refused a second time', async () => {
    const started = await home.run(args('-D'))
    expect(started).toMatchObject({ code: 0, stderr: '' })
    const pid = Number(readFileSync(file('airflow-webserver.pid'), 'utf8'))
    expect(started.stdout).toBe(`Started the webserver under PID ${pid}; it logs to ${file('airflow-webserver.log')}\n`)
    expect((await fetch(`http://127.0.0.1:${port}/health`)).status).toBe(200)
    const refused = { code: 1, stderr: expect.stringContaining(`The webserver is already running under PID ${pid}`) }
    expect(await home.run(args('-D'))).toMatchObject(refused)
    expect(await home.run(args())).toMatchObject(refused)
    await stopDaemon('webserver')
    expect(existsSync(file('airflow-webserver.pid'))).toBe(false)
  })

  test('is not kept from starting by the pid file of a dead one or of another program', async () => {
    writeFileSync(file('airflow-webserver.pid'), `${process.pid}\n`)
    expect((await home.run(args('-D'))).code).toBe(0)
  })

  test('as a daemon says at once why it cannot start', async () => {
    const server = createServer().listen(port, '127.0.0.1')
    await once(server, 'listening')
    const { code, stderr } = await home.run(args('--daemon'))
    server.close()
    expect(code).toBe(1)
    expect(stderr).toMatch(/^The webserver ended at once \(1\): Cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\)/)
  })

  test('refuses a port that is no number', async () => {
    expect(await home.run(['webserver', '-p', 'http'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("option '-p, --port <port>' argument 'http' is invalid. Expected a whole number"),
    })
  })
})

describe('airflow scheduler', () => {
  test('as a daemon writes the files it is told, lives, and ends in order on SIGTERM', async () => {
    const log = file('my.log')
    expect((await home.run(['scheduler', '-D', '-l', log])).code).toBe(0)
    expect(readFileSync(log, 'utf8')).toContain('Scheduler started on sqlite:///')
    expect((await home.run(['jobs', 'check', '--job-type', 'SchedulerJob'])).stdout).toBe('Found one alive job.\n')
    expect(await home.run(['scheduler'])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('A scheduler is already running for AIRFLOW_HOME'),
    })
    await stopDaemon('scheduler')
    expect(readFileSync(log, 'utf8')).toContain('Scheduler stopped')
    expect((await home.run(['jobs', 'check'])).code).toBe(1)
  })

  test('in the foreground ends with 0 on SIGINT', async () => {
    const child = home.start(['scheduler'])
    const lines: string[] = []
    child.stdout?.on('data', chunk => lines.push(String(chunk)))
    await eventually(async () => (lines.join('').includes('Scheduler started') ? true : null), {
      withinMs: 10_000,
      what: 'the scheduler starts',
    })
    child.kill('SIGINT')
    expect(await once(child, 'exit')).toEqual([0, null])
  })
})
