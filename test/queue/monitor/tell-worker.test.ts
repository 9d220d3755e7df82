import { afterAll, beforeAll, expect, test } from 'vitest'
import { tellWorker } from '../../../runtime/queue/monitor/tell-worker.ts'
import { systemClock } from '../../../runtime/service/clock.ts'
import { describeOnBroker } from '../../broker.ts'
import { CeleryScene, NODE } from '../../worker/celery/scene.ts'

const DAG = `
import { Dag } from 'slipstream'
new Dag('scene').bash('quick', { command: 'true' })
`

describeOnBroker('a worker', current => {
  let scene: CeleryScene
  beforeAll(async () => {
    scene = await CeleryScene.open(current(), { dag: DAG, queues: ['default', 'other'] })
  })
  afterAll(async () => scene?.[Symbol.asyncDispose]())

  const tell = (node: string, method: string, ...queues: readonly string[]) =>
    tellWorker(
      { config: scene.home.config, clock: systemClock },
      node,
      queues.map(queue => ({ method, args: { queue } })),
    )
  const activeQueues = async () => ((await scene.tell('active_queues')) as { name: string }[]).map(({ name }) => name)

  test('has done all that it was told when the promise resolves', async () => {
    await tell(NODE, 'cancel_consumer', 'default', 'other')
    expect(await activeQueues()).toEqual([])
    await tell(NODE, 'add_consumer', 'default', 'other')
    expect(await activeQueues()).toEqual(['default', 'other'])
  })

  test('that refuses, or is not there, is an error that says so', async () => {
    await expect(tell(NODE, 'no_such_method', 'default')).rejects.toThrow(
      `The worker ${NODE} refused: KeyError('no_such_method')`,
    )
    await expect(tell('celery@nobody', 'cancel_consumer', 'default')).rejects.toThrow(
      'The worker celery@nobody did not answer within 3 s',
    )
  })
})
