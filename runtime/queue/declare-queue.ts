import type { Channel } from 'amqplib'
import { QueueMismatch } from './errors.ts'

const PRECONDITION_FAILED = 406

/**
 * Declares a task queue as Airflow's Celery does: a durable direct exchange and a durable queue without arguments, both of
 * that name, bound with it. Throws QueueMismatch, and the channel is then closed.
 */
export async function declareQueue(channel: Channel, queue: string): Promise<void> {
  const whenRefused = (cause: Error & { code?: number }): never => {
    throw cause.code === PRECONDITION_FAILED ? new QueueMismatch(queue, { cause }) : cause
  }
  await channel.assertExchange(queue, 'direct', { durable: true }).catch(whenRefused)
  await channel.assertQueue(queue, { durable: true }).catch(whenRefused)
  await channel.bindQueue(queue, queue, queue)
}
