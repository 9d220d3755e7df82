import { BrokerConnection } from '../../runtime/queue/broker/broker-connection.ts'
import { parseBrokerUrl } from '../../runtime/queue/broker/broker-url.ts'
import { median, quantile } from '../figures/statistics.ts'

export interface BrokerFloor {
  /** A durable message out and its durable answer back, each confirmed; seconds. */
  readonly roundTripS: { readonly p50: number; readonly p99: number }
  /** Durable messages a second, published together, confirmed, and consumed one at a time. */
  readonly messagesPerS: number
}

type Model = Awaited<ReturnType<BrokerConnection['connected']>>
type ConfirmChannel = Awaited<ReturnType<Model['createConfirmChannel']>>

const [QUEUE, ANSWERS] = ['bench-floor', 'bench-floor-answers']

/** What the broker itself needs, asked through amqplib. @param url of a virtual host that nobody else uses */
export async function brokerFloor(url: string): Promise<BrokerFloor> {
  await using connection = new BrokerConnection({ address: parseBrokerUrl(url), name: 'bench floor' })
  const model = await connection.connected(10_000)
  const [sender, receiver] = [await model.createConfirmChannel(), await model.createConfirmChannel()]
  for (const queue of [QUEUE, ANSWERS]) await receiver.assertQueue(queue, { durable: true })
  const trips = await roundTrips(sender, receiver)
  const messagesPerS = await throughput(sender, receiver)
  return { roundTripS: { p50: median(trips), p99: quantile(trips, 0.99) }, messagesPerS }
}

const TRIPS = 300

async function roundTrips(sender: ConfirmChannel, receiver: ConfirmChannel): Promise<number[]> {
  const answers = new Answers()
  const { consumerTag } = await receiver.consume(QUEUE, message => {
    if (message === null) return
    publish(receiver, ANSWERS)
    receiver.ack(message)
  })
  await sender.consume(ANSWERS, () => answers.arrive(), { noAck: true })
  const trips: number[] = []
  for (let index = 0; index < TRIPS; index += 1) {
    const startedMs = performance.now()
    const answered = answers.next()
    publish(sender, QUEUE)
    await answered
    trips.push((performance.now() - startedMs) / 1000)
    await sender.waitForConfirms()
  }
  await receiver.cancel(consumerTag)
  return trips.slice(TRIPS / 10)
}

const MESSAGES = 5000

async function throughput(sender: ConfirmChannel, receiver: ConfirmChannel): Promise<number> {
  let left = MESSAGES
  const startedMs = performance.now()
  await receiver.prefetch(1)
  const consumed = new Promise<void>(resolve => {
    void receiver.consume(QUEUE, message => {
      if (message === null) return
      receiver.ack(message)
      left -= 1
      if (left === 0) resolve()
    })
  })
  for (let index = 0; index < MESSAGES; index += 1) publish(sender, QUEUE)
  await sender.waitForConfirms()
  await consumed
  return MESSAGES / ((performance.now() - startedMs) / 1000)
}

/** About as large as one of our task messages. */
const BODY = Buffer.alloc(1500, 'x')

const publish = (channel: ConfirmChannel, queue: string): boolean =>
  channel.publish('', queue, BODY, { persistent: true })

/** Whoever waits for the next answer. */
class Answers {
  #waiting: () => void = () => undefined

  next(): Promise<void> {
    return new Promise(resolve => {
      this.#waiting = resolve
    })
  }

  arrive(): void {
    this.#waiting()
  }
}
