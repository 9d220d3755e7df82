import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { listAuditEvents } from '../../../runtime/db/audit-log.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../../broker.ts'
import { serverBinary } from '../../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../../databases.ts'
import { Cluster, type Program, says } from '../../integration/cluster/cluster.ts'
import { describeInChromium, problemsOf } from '../chromium.ts'
import { createViewer, expectAccessible, signIn, signInAs } from './scene.ts'

/** Each task says which worker runs it; `lasts` runs until the file of its run is there. */
const dags = (folder: string): string => `
import { Dag } from 'slipstream'
const places = new Dag('places', { isPausedUponCreation: false })
for (let i = 0; i < 6; i += 1) places.bash('where' + i, { command: 'basename "$AIRFLOW_HOME"' })
const lasting = new Dag('lasting', { isPausedUponCreation: false })
lasting.bash('lasts', { command: 'while test ! -e ${folder}/$AIRFLOW_CTX_DAG_RUN_ID; do sleep 0.1; done' }, { queue: 'slow' })
const deserted = new Dag('deserted', { isPausedUponCreation: false })
deserted.bash('waits', { command: 'true' }, { queue: 'nobody' })
`

describe.skipIf(serverBinary() === null)('On MySQL', () => {
  describeOnBroker('a cluster', current => {
    describeInChromium('shown in Chromium', open => {
      let database: TestDatabase
      let cluster: Cluster
      let doomed: Program
      beforeAll(async () => {
        database = await createTestDatabase('mysql')
        const env = { AIRFLOW__SLIPSTREAM__NODE_REPORT_SECONDS: '1' }
        cluster = await Cluster.create({ databaseUrl: database.url, brokerUrl: current().url, env })
        cluster.head.addDag('dags', dags(cluster.head.home))
        const [left, right] = [await cluster.host(), await cluster.host()]
        const [, , , one] = await Promise.all([
          cluster.scheduler(),
          cluster.webserver(),
          cluster.worker('left', { queues: 'default,slow' }, left),
          cluster.worker('right', {}, right),
        ])
        doomed = one
      }, 90_000)
      afterAll(async () => {
        await cluster?.[Symbol.asyncDispose]()
        await database?.[Symbol.asyncDispose]()
      })

      const openCluster = async (): Promise<Page> => {
        const page = await open()
        await signIn(page, cluster.head, '/cluster')
        await page.getByRole('heading', { name: 'Cluster', exact: true }).waitFor()
        return page
      }
      const rowOf = (page: Page, worker: string) =>
        page.getByRole('row').filter({ hasText: new RegExp(`^worker\\s*celery@${worker}\\s*pid`) })
      const inState = (page: Page, worker: string, state: string) =>
        rowOf(page, worker).getByText(state, { exact: true }).waitFor({ timeout: 10_000 })
      /** The workers on which the tasks of a new run of `places` ran. */
      const placesOf = async (runId: string): Promise<string[]> => {
        await cluster.trigger('places', runId)
        expect(await cluster.untilEnded('places', runId)).toBe('success')
        const { kysely } = cluster.database
        const rows = await kysely
          .selectFrom('task_instance')
          .select('pid')
          .where('run_id', '=', runId)
          .where('dag_id', '=', 'places')
          .execute()
        return [...new Set(rows.map(row => (row.pid === doomed.pid ? 'right' : 'left')))]
      }

      test('has every process, the broker, and the queues with who takes from them', async () => {
        const page = await openCluster()
        const problems = problemsOf(page)
        for (const worker of ['left', 'right']) await inState(page, worker, 'takes tasks')
        expect(await rowOf(page, 'left').locator('.tag').allTextContents()).toEqual(['default', 'slow'])
        await page.getByRole('img', { name: 'Slots of celery@left: 0 of 8 used' }).waitFor()
        await page.getByText(/^Broker 127\.0\.0\.1:\d+ answered in/).waitFor()
        await page.getByRole('row', { name: 'default 0 0 – celery@left, celery@right' }).waitFor()
        await expectAccessible(page)
        expect(problems).toEqual([])
      })

      test('shows tasks that wait where no worker takes them', async () => {
        const page = await openCluster()
        await cluster.trigger('deserted', 'waits')
        await page.getByRole('row', { name: /^nobody 1 1 .* No worker takes from it$/ }).waitFor()
      })

      test('a drained worker finishes what it runs, takes nothing new, and takes tasks again when it is taken back', async () => {
        const page = await openCluster()
        await cluster.trigger('lasting', 'long')
        await page.getByRole('img', { name: 'Slots of celery@left: 1 of 8 used' }).waitFor()
        await page.getByRole('button', { name: 'Drain celery@left' }).click()
        const dialog = page.getByRole('dialog')
        await dialog.getByText('No other worker takes from slow').waitFor()
        await expectAccessible(page)
        await dialog.getByRole('button', { name: 'Drain' }).click()
        await inState(page, 'left', 'draining')
        expect(await placesOf('without_left')).toEqual(['right'])
        await page.reload()
        await inState(page, 'left', 'draining')
        writeFileSync(join(cluster.head.home, 'long'), '')
        expect(await cluster.untilEnded('lasting', 'long')).toBe('success')
        await inState(page, 'left', 'drained')
        expect(await rowOf(page, 'left').locator('s.tag').allTextContents()).toEqual(['default', 'slow'])
        await expectAccessible(page)
        await page.getByRole('button', { name: 'Take back celery@left' }).click()
        await inState(page, 'left', 'takes tasks')
        expect(await rowOf(page, 'left').locator('s.tag').count()).toBe(0)
        const events = await listAuditEvents(cluster.database.kysely, {
          limit: 20,
          includedEvents: ['api.drain_worker', 'api.resume_worker'],
        })
        expect(events.map(({ event, owner }) => [event, owner])).toEqual([
          ['api.resume_worker', 'admin'],
          ['api.drain_worker', 'admin'],
        ])
      }, 90_000)

      test('offers no draining to who may not', async () => {
        const viewer = { username: 'viewer', password: 'pw-of-viewer' }
        await createViewer(cluster.head, viewer)
        const page = await open()
        await signInAs(page, `http://127.0.0.1:${cluster.head.port}/cluster`, viewer)
        await inState(page, 'left', 'takes tasks')
        expect(await page.getByRole('button', { name: /^Drain/ }).count()).toBe(0)
      })

      test('Home has workers and broker, and how many are drained', async () => {
        const page = await open()
        await signIn(page, cluster.head, '/')
        const card = (part: string) =>
          page.getByRole('region', { name: 'Health' }).getByRole('listitem').filter({ hasText: part })
        await card('Workers').getByText('2 workers · 0 of 16 slots in use').waitFor()
        await card('Broker').getByText('Healthy').waitFor()
        await cluster.head.call('POST', '/workers/celery@right/drain')
        await card('Workers').getByText('1 drained').waitFor({ timeout: 10_000 })
        await cluster.head.call('POST', '/workers/celery@right/resume')
        await card('Workers').getByText('1 drained').waitFor({ state: 'detached', timeout: 10_000 })
      })

      test('a worker that comes is seen, and one that was killed is marked silent, without reload', async () => {
        const page = await openCluster()
        await inState(page, 'right', 'takes tasks')
        doomed.kill('SIGKILL')
        await inState(page, 'right', 'silent')
        await page.getByText('1 silent').waitFor()
        expect(await page.getByRole('button', { name: 'Drain celery@right' }).count()).toBe(0)
        await says(await cluster.worker('third'), 'celery@third')
        await inState(page, 'third', 'takes tasks')
        await eventually(async () => ((await placesOf(`again_${Date.now()}`)).length > 0 ? true : null), {
          withinMs: 30_000,
          what: 'a run on the others',
        })
      }, 90_000)
    })
  })
})
