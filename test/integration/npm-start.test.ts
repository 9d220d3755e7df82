import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { Airflow } from './airflow.ts'

const script = resolve('scripts/run.js')

test('npm start brings up a scheduler and a webserver that serves the web app', { timeout: 120_000 }, async () => {
  const program = { node: process.execPath, script, cwd: resolve('.'), env: process.env }
  await using airflow = await Airflow.create({}, program)
  const started = airflow.start('start')
  await airflow.untilHealthy(90_000).catch(error => {
    throw new Error(`${error.message}; it printed: ${started.output()}`, { cause: error })
  })
  const get = (path: string) => fetch(`http://127.0.0.1:${airflow.port}${path}`)
  const page = await (await get('/')).text()
  const [asset] = /\/assets\/[\w.-]+\.js/.exec(page) ?? []
  expect((await get(String(asset))).headers.get('content-type')).toContain('javascript')
})
