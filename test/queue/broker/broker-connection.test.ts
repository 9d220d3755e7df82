import { expect, test } from 'vitest'
import { BrokerConnection, type BrokerEvent } from '../../../runtime/queue/broker/broker-connection.ts'
import type { BrokerAddress } from '../../../runtime/queue/broker/broker-url.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import { freePort } from '../../../scripts/servers/free-port.ts'
import { describeOnBroker } from '../../broker.ts'

/** What the first attempt to connect there fails with. */
async function failureOf(address: BrokerAddress): Promise<Error> {
  const failure = Promise.withResolvers<Error>()
  const onEvent = (event: BrokerEvent) => event.type === 'connect_failed' && failure.resolve(event.error)
  await using _ = new BrokerConnection({ address, name: 'test', onEvent })
  return await failure.promise
}

test('An unreachable broker is named with host and port, and the password never', async () => {
  const port = await freePort()
  const place = { host: '127.0.0.1', port, user: 'airflow', password: 'geheim', vhost: '/' }
  await using connection = new BrokerConnection({
    address: { ...place, usesTls: false, heartbeatSeconds: null },
    name: 'test',
  })
  const error: Error = await connection.connected(300).catch(reason => reason)
  expect(error.message).toContain(`Not connected to the broker at 127.0.0.1:${port}: not within 300 ms. Cannot reach`)
  expect(error.message).toContain(`Cannot reach the broker at 127.0.0.1:${port}: connect ECONNREFUSED`)
  expect(error.cause).toMatchObject({ name: 'BrokerUnreachable' })
  expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('geheim')
})

describeOnBroker('A broker connection', current => {
  test('connects, tells it, and closes in order', async () => {
    const events: BrokerEvent[] = []
    const { address } = current()
    const connection = new BrokerConnection({ address, name: 'test', onEvent: event => events.push(event) })
    await connection.connected(10_000)
    expect(connection.isConnected).toBe(true)
    await connection.close()
    expect(events).toEqual([{ type: 'connected', place: `127.0.0.1:${address.port}` }])
    await expect(connection.withChannel(async () => 'used')).rejects.toThrow(`${address.port}: closed`)
    expect(connection.isConnected).toBe(false)
  })

  test('names a refused login and a missing or forbidden virtual host, with what to do', async () => {
    const { address } = current()
    const wrongPassword = await failureOf({ ...address, password: 'geheim' })
    expect(wrongPassword).toMatchObject({ name: 'BrokerLoginRefused' })
    expect(wrongPassword.message).toContain('refused the user airflow. Check user and password in broker_url')
    expect(wrongPassword.message).not.toContain('geheim')
    for (const place of [{ vhost: 'nowhere' }, { user: 'stranger' }]) {
      const { user, vhost } = { ...address, ...place }
      const error = await failureOf({ ...address, ...place })
      expect(error).toMatchObject({ name: 'BrokerVhostRefused' })
      expect(error.message).toContain(`has no virtual host "${vhost}", or the user ${user} no permissions on it`)
      expect(error.message).toContain(`rabbitmqctl set_permissions -p ${vhost} ${user}`)
    }
  })

  test('keeps trying while it fails, and stops when closed', async () => {
    const failures: BrokerEvent[] = []
    const onEvent = (event: BrokerEvent) => failures.push(event)
    const address = { ...current().address, vhost: 'nowhere' }
    const connection = new BrokerConnection({ address, name: 'test', onEvent })
    await eventually(async () => failures.length >= 3 || null, { withinMs: 10_000, what: 'three attempts' })
    expect(failures.map(({ type }) => type)).toEqual(failures.map(() => 'connect_failed'))
    const waiting = connection.connected()
    await connection.close()
    await expect(waiting).rejects.toThrow('closed. The broker at')
  })

  test('a channel that the broker closes leaves the connection as it was', async () => {
    await using connection = new BrokerConnection({ address: current().address, name: 'test' })
    const refused = connection.withChannel(channel => channel.checkQueue('no-such-queue'), 10_000)
    await expect(refused).rejects.toThrow(/404/)
    expect(await connection.withChannel(async () => 'used')).toBe('used')
  })
})
