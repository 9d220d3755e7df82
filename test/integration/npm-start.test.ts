import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import { Airflow } from './airflow.ts'

const script = resolve('scripts/run.js')

test('npm start brings up a scheduler and a webserver that serves the web app', { timeout: 120_000 }, async () => {
  const program = { node: process.execPath, script, cwd: resolve('.'), env: process.env }
  await using airflow = await Airflow.create({}, program)
  const started = airflow.start('start')
  const get = async (path: string) => fetch(`http://127.0.0.1:${airflow.port}${path}`).catch(() => null)
  const isHealthy = async () => {
    const health = (await (await get('/health'))?.json()) as { scheduler: { status: string } } | undefined
    return health?.scheduler.status === 'healthy' || null
  }
  await eventually(isHealthy, { withinMs: 90_000, what: 'a healthy scheduler' }).catch(error => {
    throw new Error(`${error.message}; it printed: ${started.output()}`, { cause: error })
  })
  const page = await (await get('/'))?.text()
  const [asset] = /\/assets\/[\w.-]+\.js/.exec(String(page)) ?? []
  expect((await get(String(asset)))?.headers.get('content-type')).toContain('javascript')
})
