import { expect, test } from 'vitest'
import { publishedOf } from '../../../bench/servers/rabbitmq.ts'

const OVERVIEW = `#{[{protocol,amqp091}] =>
      #{consumers => 3,messages_confirmed_total => 5,
        messages_received_confirm_total => 5,messages_received_total => 12,
        messages_routed_total => 11},
  [{protocol,amqp10}] => #{messages_received_total => 2}}`

test('what was published is the sum over the protocols, without the confirmed part of it again', () => {
  expect(publishedOf(OVERVIEW)).toBe(14)
})

test('counters of another shape are refused, not taken as nothing', () => {
  expect(() => publishedOf('#{}')).toThrow("No messages_received_total in RabbitMQ's counters: #{}")
})
