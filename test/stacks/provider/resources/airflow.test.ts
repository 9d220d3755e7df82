import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/servers/free-port.ts'
import { airflowUser } from '../../../../stacks/provider/resources/airflow-user.ts'
import { canaryRun } from '../../../../stacks/provider/resources/canary-run.ts'
import { databaseMigration } from '../../../../stacks/provider/resources/database-migration.ts'
import { httpHealth } from '../../../../stacks/provider/resources/http-health.ts'
import { workerHealth } from '../../../../stacks/provider/resources/worker-health.ts'
import { createTestBroker } from '../../../broker.ts'
import { brokerBinary } from '../../../broker-server.ts'
import { serverBinary } from '../../../database-server.ts'
import { createTestDatabase } from '../../../databases.ts'
import { created, createScene, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

const checkout = resolve(import.meta.dirname, '../../../..')
const HOME = '/srv/flow'

const CANARY = `
import { Dag } from 'slipstream'
const dag = new Dag('slipstream_canary', { schedule: null })
dag.bash('sing', { command: 'echo the canary sings' })
dag.bash('sulk', { command: '[ ! -e /srv/flow/sulk ]' })
`

const WRAPPER = `#!/bin/sh
exec ${checkout}/node_modules/.bin/node ${checkout}/runtime/cli/airflow.js "$@"
`

describeOnScratchHost('Airflow on a host', current => {
  let scene: Scene
  let environment: Record<string, string>
  let webserverPort: number
  let logPort: number
  const host = () => current().deployer
  const sh = (text: string) => scene.ask(host(), 'sh', '-c', text)
  const args = (more: object = {}) => ({
    host: host(),
    airflow: { path: '/usr/local/bin/flow', user: 'root', environment },
    ...more,
  })
  const admin = { username: 'admin', password: 'first-1', firstname: 'Ada', lastname: 'L', email: 'ada@example.org' }
  const start = (...words: string[]) => {
    const variables = Object.entries(environment).map(([name, value]) => `${name}='${value}'`)
    return sh(
      `${variables.join(' ')} setsid nohup flow ${words.join(' ')} >/srv/flow/${words[0]}.log 2>&1 </dev/null &`,
    )
  }
  beforeAll(async () => {
    scene = createScene()
    ;[webserverPort, logPort] = [await freePort(), await freePort()]
    environment = {
      AIRFLOW_HOME: HOME,
      AIRFLOW__LOGGING__WORKER_LOG_SERVER_PORT: `${logPort}`,
      AIRFLOW__WEBSERVER__SECRET_KEY: 'a key that is the same for all',
      AIRFLOW__CORE__LOAD_EXAMPLES: 'False',
      AIRFLOW__SCHEDULER__DAG_DIR_LIST_INTERVAL: '1',
    }
    const write = (path: string, input: string) =>
      scene.context
        .openHost(host())
        .run({ name: 'write', command: ['sh', '-c', 'mkdir -p "$(dirname "$0")"; cat >"$0"', path], input })
    await write('/usr/local/bin/flow', WRAPPER)
    await write(`${HOME}/dags/canary.ts`, CANARY)
    await sh('chmod 755 /usr/local/bin/flow')
  })
  afterAll(() => scene[Symbol.dispose]())

  it('migrates the database, and sees when that is undone', { timeout: 60_000 }, async () => {
    const made = await created(databaseMigration, scene, args({ triggers: ['r1'] }))
    expect(await databaseMigration.read(scene.context, made)).toEqual(made)
    await sh(`rm ${HOME}/airflow.db*`)
    expect(await databaseMigration.read(scene.context, made)).toBeNull()
    await updated(databaseMigration, scene, { old: made })
    expect(await databaseMigration.read(scene.context, made)).toEqual(made)
  })

  it('keeps users', { timeout: 90_000 }, async () => {
    const made = await created(airflowUser, scene, args(admin))
    expect(await airflowUser.read(scene.context, made)).toEqual(made)
    const other = await updated(airflowUser, scene, {
      old: made,
      password: 'second-2',
      role: 'Viewer',
      lastname: 'Lovelace',
    })
    expect(await airflowUser.read(scene.context, other)).toEqual(other)
    await airflowUser.delete(scene.context, other)
    await airflowUser.delete(scene.context, other)
    expect(await airflowUser.read(scene.context, other)).toBeNull()
    await created(airflowUser, scene, args(admin))
  })

  it('waits for health, and says what is wrong while there is none', { timeout: 90_000 }, async () => {
    const url = `http://127.0.0.1:${webserverPort}/health`
    const json = { 'metadatabase.status': 'healthy', 'scheduler.status': 'healthy' }
    await expect(created(httpHealth, scene, { host: host(), url, timeoutSeconds: 1 })).rejects.toThrow(
      /is not ready after 1 s: GET .*\/health on 127\.0\.0\.1: .*Connection refused/,
    )
    await start('webserver', '-hn', '127.0.0.1', '-p', `${webserverPort}`)
    await expect(created(httpHealth, scene, { host: host(), url, json, timeoutSeconds: 15 })).rejects.toThrow(
      `${url} says scheduler.status = unhealthy, expected healthy`,
    )
    await expect(created(httpHealth, scene, { host: host(), url, status: 204, timeoutSeconds: 1 })).rejects.toThrow(
      `${url} answers 200, expected 204`,
    )
    await start('scheduler')
    const health = await created(httpHealth, scene, { host: host(), url, json })
    expect(health.outputs.waitedMs).toBeGreaterThan(0)
  })

  it('runs the canary, and reads what it said from where it ran', { timeout: 120_000 }, async () => {
    const webserver = { url: `http://127.0.0.1:${webserverPort}`, user: 'admin', password: admin.password }
    const hostname = await sh('uname -n')
    const made = await created(canaryRun, scene, args({ webserver, workers: [hostname], timeoutSeconds: 60 }))
    expect(made.outputs).toMatchObject({ state: 'success', tasks: { sing: 'success', sulk: 'success' } })
    await expect(
      created(canaryRun, scene, args({ webserver, workers: ['host9'], timeoutSeconds: 60 })),
    ).rejects.toThrow(/No task of slipstream_canary ran on host9\. There were tasks on: /)
    const stranger = { ...webserver, password: 'wrong' }
    await expect(created(canaryRun, scene, args({ webserver: stranger, timeoutSeconds: 60 }))).rejects.toThrow(
      /refuses the user admin/,
    )
    await sh('touch /srv/flow/sulk')
    await expect(created(canaryRun, scene, args({ timeoutSeconds: 60 }))).rejects.toThrow(
      /The run deployment__\S+ of slipstream_canary failed \(sing: success, sulk: failed\)/,
    )
  })

  it.skipIf(brokerBinary() === null || serverBinary() === null)(
    'knows a worker by its answer through the broker',
    { timeout: 120_000 },
    async () => {
      const { url } = await createTestBroker()
      await using database = await createTestDatabase('mysql')
      environment = {
        ...environment,
        AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: database.url,
        AIRFLOW__CELERY__BROKER_URL: url,
        AIRFLOW__CORE__EXECUTOR: 'CeleryExecutor',
      }
      const worker = { worker: 'celery@flow1', logServer: `127.0.0.1:${logPort}` }
      await expect(created(workerHealth, scene, args({ ...worker, timeoutSeconds: 2 }))).rejects.toThrow(
        'The worker celery@flow1 is not ready after 2 s: it does not answer through the broker. Nobody does',
      )
      await start('celery', 'worker', '-H', 'flow1')
      await created(workerHealth, scene, args(worker))
      await expect(
        created(workerHealth, scene, args({ ...worker, worker: 'celery@flow2', timeoutSeconds: 2 })),
      ).rejects.toThrow('There answer: celery@flow1')
    },
  )
})
