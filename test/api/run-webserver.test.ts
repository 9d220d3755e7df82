import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { AddressUnusable, runWebserver } from '../../runtime/api/run-webserver.ts'
import { loadConfig } from '../../runtime/config/load-config.ts'
import { openLog } from '../../runtime/service/log.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { createTestDatabase } from '../databases.ts'

async function parts() {
  const home = await mkdtemp(join(tmpdir(), 'slipstream-webserver-'))
  const opened = await createTestDatabase('sqlite')
  onTestFinished(async () => {
    await opened[Symbol.asyncDispose]()
    await rm(home, { recursive: true, force: true })
  })
  const lines: string[] = []
  const log = openLog('webserver', 'info', line => lines.push(line))
  const config = loadConfig({ env: { AIRFLOW_HOME: home, PATH: process.env['PATH'] } })
  return { lines, config, log, database: opened.database, version: '2.10.5', host: '127.0.0.1' }
}

test('the webserver says where it listens, answers there, and ends with the signal', async () => {
  const { lines, ...given } = await parts()
  const controller = new AbortController()
  const running = runWebserver({ ...given, port: 0, signal: controller.signal })
  const url = await eventually(async () => /Webserver listens on (\S+)/.exec(lines.join(''))?.[1] ?? null, {
    withinMs: 10_000,
    what: 'the line that says where it listens',
  })
  const answer = await fetch(`${url}/health`)
  expect(await answer.json()).toMatchObject({ metadatabase: { status: 'healthy' } })
  controller.abort()
  await running
  await expect(fetch(`${url}/health`)).rejects.toThrow()
})

test('the webserver names the address that is taken and says what to do', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await once(blocker, 'listening')
  onTestFinished(() => void blocker.close())
  const { port } = blocker.address() as { port: number }
  const { lines: _, ...given } = await parts()
  const running = runWebserver({ ...given, port, signal: new AbortController().signal })
  const error = await running.catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(AddressUnusable)
  expect((error as Error).message).toBe(
    `Cannot listen on 127.0.0.1:${port} (EADDRINUSE): another process listens there. Stop it, or set another port: airflow webserver --port PORT`,
  )
})
