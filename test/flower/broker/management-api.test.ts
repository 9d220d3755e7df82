import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { managedQueues } from '../../../runtime/flower/broker/management-api.ts'
import { parseBrokerUrl } from '../../../runtime/queue/broker/broker-url.ts'

const ADDRESS = parseBrokerUrl('pyamqp://airflow:p%40ss@127.0.0.1:5672//')

/** Answers as RabbitMQ's management plugin 3.10 does. */
async function withApi<T>(listener: RequestListener, use: (api: URL) => Promise<T>): Promise<T> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  try {
    return await use(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`))
  } finally {
    server.close()
  }
}

const QUEUE = {
  name: 'default',
  messages: 3,
  messages_ready: 2,
  messages_unacknowledged: 1,
  consumers: 4,
  message_stats: { publish_details: { rate: 0.4 }, ack_details: { rate: 0 } },
}

test('the queues of the virtual host are read, as the user of the broker unless the URL names one', async () => {
  const asked: (string | undefined)[] = []
  const listener: RequestListener = (request, response) => {
    asked.push(request.url, request.headers.authorization)
    response.end(JSON.stringify([QUEUE, { name: 'idle' }]))
  }
  const queues = await withApi(listener, async api => {
    const own = new URL(api)
    own.username = 'monitor'
    own.password = 'a:b'
    await managedQueues(own, ADDRESS)
    return managedQueues(api, ADDRESS)
  })
  expect(queues).toEqual([
    {
      name: 'default',
      messages: 3,
      ready: 2,
      unacked: 1,
      consumers: 4,
      publishRate: 0.4,
      deliverRate: null,
      ackRate: 0,
    },
    {
      name: 'idle',
      messages: 0,
      ready: 0,
      unacked: 0,
      consumers: 0,
      publishRate: null,
      deliverRate: null,
      ackRate: null,
    },
  ])
  const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`
  expect(asked).toEqual(['/api/queues/%2F', basic('monitor:a:b'), '/api/queues/%2F', basic('airflow:p@ss')])
})

test('what it answers instead is told', async () => {
  const refused: RequestListener = (_request, response) => response.writeHead(401).end()
  await expect(withApi(refused, api => managedQueues(api, ADDRESS))).rejects.toThrow(
    /^The management API of RabbitMQ at 127\.0\.0\.1:\d+ failed: it answers 401 Unauthorized\. Check --broker-api and its user$/,
  )
  const other: RequestListener = (_request, response) => response.end('<html>')
  await expect(withApi(other, api => managedQueues(api, ADDRESS))).rejects.toThrow('its answer is not JSON')
  const closed = await withApi(other, async api => api)
  await expect(managedQueues(closed, ADDRESS)).rejects.toThrow('failed: ECONNREFUSED')
})
