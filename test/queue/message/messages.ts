import type { Message } from 'amqplib'
import type { TaskMessage } from '../../../runtime/queue/message/celery-message.ts'

/** What a worker gets when that message is published. */
export function delivered({ properties, headers, body }: TaskMessage): Message {
  return {
    content: body,
    fields: { deliveryTag: 1, redelivered: false, exchange: '', routingKey: 'default' },
    properties: { ...properties, headers } as unknown as Message['properties'],
  }
}
