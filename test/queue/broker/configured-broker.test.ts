import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadConfig } from '../../../runtime/config/load-config.ts'
import { configuredBroker, openConfiguredBroker } from '../../../runtime/queue/broker/configured-broker.ts'
import { scratchHome } from '../../config/scratch-home.ts'

const configOf = (env: Readonly<Record<string, string>>) =>
  loadConfig({ env: { AIRFLOW_HOME: scratchHome(), AIRFLOW__CELERY__BROKER_URL: 'pyamqp://a:b@host/v', ...env } })

test('The broker is that of broker_url, without TLS', () => {
  expect(configuredBroker(configOf({}))).toMatchObject({
    address: { host: 'host', user: 'a', vhost: 'v', usesTls: false },
    tlsFiles: { key: null, certificate: null, authority: null },
  })
})

test('ssl_active turns TLS on for a URL that does not name it, with the configured files', async () => {
  const authority = join(scratchHome(), 'no-such-ca.pem')
  const config = configOf({ AIRFLOW__CELERY__SSL_ACTIVE: 'True', AIRFLOW__CELERY__SSL_CACERT: authority })
  expect(configuredBroker(config)).toMatchObject({ address: { usesTls: true }, tlsFiles: { authority } })
  await expect(openConfiguredBroker(config, { name: 'test' })).rejects.toThrow(authority)
})

test('The default of Airflow 2.11 is Redis, which is refused with what to do', () => {
  const config = configOf({ AIRFLOW__CELERY__BROKER_URL: 'redis://redis:6379/0' })
  expect(() => configuredBroker(config)).toThrow('only RabbitMQ is supported: pyamqp://, amqp:// or amqps://')
})
