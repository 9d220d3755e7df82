import { describe, expect, test } from 'vitest'
import { maskedBrokerUrl, parseBrokerUrl } from '../../../runtime/queue/broker/broker-url.ts'

test('A broker URL is read with all its parts', () => {
  expect(parseBrokerUrl('pyamqp://airflow:p%40ss%2Fw@192.168.0.10:5673/airflow?heartbeat=30')).toEqual({
    host: '192.168.0.10',
    port: 5673,
    user: 'airflow',
    password: 'p@ss/w',
    vhost: 'airflow',
    usesTls: false,
    heartbeatSeconds: 30,
  })
})

test("What the URL leaves out is kombu's default", () => {
  const guest = { user: 'guest', password: 'guest', vhost: '/', heartbeatSeconds: null }
  expect(parseBrokerUrl('amqp://')).toEqual({ ...guest, host: 'localhost', port: 5672, usesTls: false })
  expect(parseBrokerUrl('amqps://rabbit')).toEqual({ ...guest, host: 'rabbit', port: 5671, usesTls: true })
})

// What kombu.utils.url.parse_url answers, and '/' where that is None.
test.each([
  ['amqp://host', '/'],
  ['amqp://host/', '/'],
  ['amqp://host//', '/'],
  ['amqp://host/airflow', 'airflow'],
  ['amqp://host//airflow', '/airflow'],
  ['amqp://host/%2Fairflow', '/airflow'],
  ['amqp://host/a/b', 'a/b'],
])('%s names the virtual host %s', (url, vhost) => {
  expect(parseBrokerUrl(url).vhost).toBe(vhost)
})

test('The last @ ends the password and the first : begins it, as in Python', () => {
  expect(parseBrokerUrl('amqp://u:a@b:c@host/v')).toMatchObject({ user: 'u', password: 'a@b:c', host: 'host' })
})

test('An IPv6 host stands in brackets', () => {
  const address = parseBrokerUrl('amqp://u:p@[::1]:5673/v')
  expect(address).toMatchObject({ host: '::1', port: 5673 })
  expect(maskedBrokerUrl(address)).toBe('amqp://u:***@[::1]:5673/v')
})

test('A masked URL shows everything but the password', () => {
  expect(maskedBrokerUrl(parseBrokerUrl('pyamqp://air%40flow:geheim@Host//etl'))).toBe(
    'amqp://air%40flow:***@host:5672//etl',
  )
})

describe('A URL that cannot be used is named without its password', () => {
  test.each([
    ['redis://:geheim@host:6379/0', 'names the transport redis, but only RabbitMQ is supported'],
    ['sqla+mysql://u:geheim@host/db', 'names the transport sqla+mysql, but only RabbitMQ'],
    ['amqp://u:geheim@host:high/v', 'has the port "high", expected a number from 1 to 65535'],
    ['amqp://u:geheim@host:0/v', 'has the port "0"'],
    ['amqp://u:geheim%@host/v', 'has a bad percent-encoding: write % itself as %25'],
    ['amqp://u:geheim@host/v?heartbeat=often', 'has heartbeat=often, expected seconds'],
    ['amqp://u:geheim@one;amqp://u:geheim@two', 'is not a URL such as pyamqp://user:password@host:5672/airflow'],
    ['192.168.0.10:5672', 'is not a URL such as'],
  ])('%s', (url, reason) => {
    expect(() => parseBrokerUrl(url)).toThrow(reason)
    expect(() => parseBrokerUrl(url)).not.toThrow('geheim')
  })
})
