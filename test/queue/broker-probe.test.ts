import { expect, test } from 'vitest'
import type { Config } from '../../runtime/config/config.ts'
import { loadConfig } from '../../runtime/config/load-config.ts'
import { BrokerProbe } from '../../runtime/queue/broker-probe.ts'
import { openLog } from '../../runtime/service/log.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { describeOnBroker } from '../broker.ts'
import { Line } from '../integration/cluster/line.ts'

const configOf = (url: string): Config =>
  loadConfig({ env: { AIRFLOW_HOME: '/nowhere', AIRFLOW__CELERY__BROKER_URL: url } })

function openProbe(url: string): { readonly probe: BrokerProbe } & Disposable {
  const closing = new AbortController()
  const log = openLog('webserver', 'info', () => undefined)
  const probe = new BrokerProbe({ config: configOf(url), log, closing: closing.signal })
  return { probe, [Symbol.dispose]: () => closing.abort() }
}

describeOnBroker('a look at the broker', current => {
  const through = (line: Line): string => {
    const url = new URL(current().url)
    url.port = String(line.port)
    return url.href
  }

  test('tells that it answers, and how full the queues are; one that does not exist is empty', async () => {
    using opened = openProbe(current().url)
    const look = await opened.probe.look(['no such queue'])
    expect(look).toMatchObject({ problem: null, place: new URL(current().url).host })
    expect(look.answerMs).toBeGreaterThan(0)
    expect([...look.depths]).toEqual([['no such queue', 0]])
  })

  test('waits a second at most for one that no longer answers, then hardly at all, and finds it again', async () => {
    await using line = await Line.open(() => current().address.port)
    using opened = openProbe(through(line))
    const timed = async () => {
      const startedMs = performance.now()
      const { problem, depths } = await opened.probe.look(['default'])
      return { problem, depths, tookMs: performance.now() - startedMs }
    }
    expect((await timed()).problem).toBeNull()
    line.freeze()
    const [first, second] = [await timed(), await timed()]
    expect(first.problem).toContain('no answer within 1000 ms')
    expect(first.depths.size).toBe(0)
    expect(second.problem).not.toBeNull()
    expect(second.tookMs).toBeLessThan(first.tookMs / 2)
    line.mend()
    await eventually(async () => ((await timed()).problem === null ? true : null), {
      withinMs: 20_000,
      what: 'the broker answers again',
    })
  })

  test('opens one connection, and closes it in the end', async () => {
    let connections = 0
    await using line = await Line.open(() => {
      connections += 1
      return current().address.port
    })
    {
      using opened = openProbe(through(line))
      for (let looks = 0; looks < 3; looks += 1) expect((await opened.probe.look([])).problem).toBeNull()
    }
    expect(connections).toBe(1)
  })
})

test('says what is wrong with an address of another kind of broker', async () => {
  using opened = openProbe('redis://redis:6379/0')
  expect(await opened.probe.look(['default'])).toEqual({
    place: '',
    problem: expect.stringContaining('redis'),
    answerMs: null,
    depths: new Map(),
  })
})

test('says why nothing answers', async () => {
  using opened = openProbe('amqp://user:secret@127.0.0.1:1//')
  const { problem, place } = await opened.probe.look([])
  expect(place).toBe('127.0.0.1:1')
  expect(problem).toContain('Cannot reach the broker at 127.0.0.1:1')
  expect(problem).not.toContain('secret')
})
