import { expect, test, vi } from 'vitest'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../../broker.ts'
import { CeleryScene } from './scene.ts'

const TASKS = 20
const DAG = `import { Dag } from 'slipstream'
const dag = new Dag('scene')
for (let at = 0; at < ${TASKS}; at += 1) dag.bash('t' + at, { command: 'true' })`

/** A worker says every two seconds that it lives. */
const HEARTBEATS = 10

describeOnBroker('A task on RabbitMQ', current => {
  test('costs two messages: itself and its end', async () => {
    await using scene = await CeleryScene.open(current(), { dag: DAG, concurrency: 16 })
    const run = await scene.createRun()
    const ids = Array.from({ length: TASKS }, (_, at) => `t${at}`)
    const requests = await Promise.all(ids.map(taskId => scene.runs.queued(run, taskId)))
    const prototype = await scene.broker.withChannel(async channel => Object.getPrototypeOf(channel))
    const publish = vi.spyOn(prototype, 'publish')
    scene.executor.queue(requests)
    await Promise.all(requests.map(request => scene.runs.ended(request)))
    await eventually(async () => scene.executor.openSlots === 32 || null, {
      withinMs: 5000,
      what: 'all ends are heard',
    })
    expect(publish.mock.calls.length).toBeGreaterThanOrEqual(2 * TASKS)
    expect(publish.mock.calls.length).toBeLessThanOrEqual(2 * TASKS + HEARTBEATS)
    publish.mockRestore()
  })
})
