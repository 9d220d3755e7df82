import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { measureFlowerMemory } from '../../bench/flower/flower-memory.ts'
import { BrokerConnection } from '../../runtime/queue/broker/broker-connection.ts'
import { freePort } from '../../scripts/servers/free-port.ts'
import { describeOnBroker } from '../broker.ts'
import { watch } from '../queue/celery.ts'
import { openScratchHome } from '../worker/scratch-home.ts'

const PROGRAM = fileURLToPath(new URL('../../runtime/cli/airflow.js', import.meta.url))
/** A million events are `npm run bench -- --flower 1000000`. */
const TASKS = 60_000
/** All that is kept is full long before the half of the events; what V8 leaves lying about is bounded by the heap's size. */
const MOST_GROWTH_MIB = 96
const KEPT = { FLOWER_MAX_TASKS: '1000', NODE_OPTIONS: '--max-old-space-size=64' }

describeOnBroker('The memory of flower', current => {
  test('stays as it is however many events come', async () => {
    await using home = await openScratchHome()
    const port = await freePort()
    const env = { PATH: process.env['PATH'], AIRFLOW_HOME: home.home, AIRFLOW__CELERY__BROKER_URL: current().url }
    const args = [PROGRAM, 'celery', 'flower', '-H', '127.0.0.1', '-p', String(port)]
    const child = spawn(process.execPath, args, { env: { ...env, ...KEPT }, stdio: ['ignore', 'pipe', 'pipe'] })
    await using _flower = watch(child)
    const broker = new BrokerConnection({ address: current().address, name: 'feed' })
    try {
      const url = `http://127.0.0.1:${port}`
      const { points } = await measureFlowerMemory({ url, pid: child.pid as number, broker }, TASKS)
      const early = Math.max(...points.slice(0, points.length / 2).map(({ rssMiB }) => rssMiB))
      const last = points.at(-1)?.rssMiB as number
      expect(points.at(-1)?.events).toBe(TASKS * 3)
      expect(last - early, JSON.stringify(points)).toBeLessThan(MOST_GROWTH_MIB)
    } finally {
      await broker.close()
    }
  }, 120_000)
})
