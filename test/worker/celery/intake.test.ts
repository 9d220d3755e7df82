import { expect, test } from 'vitest'
import { inTransaction } from '../../../runtime/db/database.ts'
import type { AttemptRequest } from '../../../runtime/model/attempt.ts'
import { receiveEvents } from '../../../runtime/queue/monitor/event-receiver.ts'
import { LamportClock } from '../../../runtime/queue/monitor/lamport-clock.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../../broker.ts'
import { CeleryScene } from './scene.ts'

const DAG = `
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { Dag } from 'slipstream'
const dag = new Dag('scene')
dag.bash('called_back', { command: 'true' }, {
  onSuccess: async () => { while (!existsSync(process.env.AIRFLOW_HOME + '/go')) await sleep(20) },
})
dag.bash('once', { command: 'true' })
`

describeOnBroker('The intake of a worker', current => {
  const untilState = (scene: CeleryScene, request: AttemptRequest, tryNumber: number) =>
    eventually(
      async () => {
        const { instance } = await scene.runs.now(request)
        return (instance.state === 'success' && instance.tryNumber === tryNumber) || null
      },
      { withinMs: 10_000, what: `the success of ${request.taskId}, try ${tryNumber}` },
    )
  const untilReserved = (scene: CeleryScene, requests: readonly AttemptRequest[]) =>
    eventually(
      async () => {
        const ids = ((await scene.tell('reserved')) as { id: string }[] | undefined)?.map(({ id }) => id) ?? []
        return requests.every(({ token }) => ids.includes(token)) || null
      },
      { withinMs: 5000, what: `what is being claimed: ${requests.map(one => one.taskId)}` },
    )

  test('keeps the message of a try that is being claimed when the callbacks of the try before it end', async () => {
    await using scene = await CeleryScene.open(current(), { dag: DAG, concurrency: 2 })
    const told: { readonly type: string }[] = []
    const receiver = receiveEvents(scene.broker, { lamport: new LamportClock(), onEvent: event => told.push(event) })
    await eventually(async () => (await scene.tell('enable_events')) ?? null, { withinMs: 5000, what: 'events' })
    const run = await scene.createRun()
    await untilState(scene, await scene.runs.begin(run, 'called_back'), 1)
    const again = await scene.runs.queued(run, 'called_back')
    const other = await scene.runs.queued(run, 'once')
    await inTransaction(scene.home.database, async db => {
      // Claims have to wait for this transaction.
      await db.updateTable('job').set({ unixname: 'writing' }).execute()
      await scene.executor.queue([again])
      await untilReserved(scene, [again])
      await scene.executor.queue([other])
      scene.home.write('../go', '')
      // It has the slot of the first try, which is over.
      await untilReserved(scene, [again, other])
    })
    await untilState(scene, again, 2)
    await untilState(scene, other, 1)
    await eventually(async () => told.filter(({ type }) => type === 'task-succeeded').length === 3 || null, {
      withinMs: 5000,
      what: 'three times task-succeeded',
    })
    await receiver.close()
    expect(told.map(({ type }) => type)).not.toContain('task-rejected')
  })
})
