import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/servers/free-port.ts'
import { rabbitmqGuestRemoval } from '../../../../stacks/provider/resources/rabbitmq-guest-removal.ts'
import { rabbitmqPermissions } from '../../../../stacks/provider/resources/rabbitmq-permissions.ts'
import { rabbitmqReady } from '../../../../stacks/provider/resources/rabbitmq-ready.ts'
import { rabbitmqUser } from '../../../../stacks/provider/resources/rabbitmq-user.ts'
import { rabbitmqVhost } from '../../../../stacks/provider/resources/rabbitmq-vhost.ts'
import { BROKER_PASSWORD, type BrokerServer, brokerBinary, killServer, startServer } from '../../../broker-server.ts'
import { created, createScene, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

const binary = brokerBinary()

describe.skipIf(binary === null)('with a RabbitMQ server', () => {
  describeOnScratchHost('that a host can reach', current => {
    let scene: Scene
    let folder: string
    let managementPort: number
    let server: BrokerServer
    beforeAll(async () => {
      scene = createScene()
      folder = await mkdtemp(join(tmpdir(), 'slipstream-rabbitmq-'))
      managementPort = await freePort()
      server = await startServer(binary as string, folder, { port: await freePort(), managementPort })
    }, 120_000)
    afterAll(async () => {
      scene[Symbol.dispose]()
      await killServer(server)
      await rm(folder, { recursive: true })
    })
    const api = (more: object = {}) => ({ port: managementPort, user: 'airflow', password: BROKER_PASSWORD, ...more })
    const args = (more: object) => ({ host: current().deployer, api: api(), ...more })

    it('waits for it', { timeout: 60_000 }, async () => {
      const ready = await created(rabbitmqReady, scene, args({ timeoutSeconds: 30 }))
      expect(ready.outputs).toEqual({ version: expect.stringMatching(/^\d+\.\d+/), node: 'slipstream@localhost' })
      const wrong = args({ api: api({ password: 'wrong' }), timeoutSeconds: 30 })
      await expect(created(rabbitmqReady, scene, wrong)).rejects.toThrow(
        /RabbitMQ at 127\.0\.0\.1:\d+ of 127\.0\.0\.1 is not ready .*refuses the user airflow/,
      )
      const nowhere = args({ api: api({ port: await freePort() }), timeoutSeconds: 2 })
      await expect(created(rabbitmqReady, scene, nowhere)).rejects.toThrow(
        /is not ready after 2 s: .*Connection refused/,
      )
    })

    it('makes a vhost, and keeps it unless told otherwise', async () => {
      const made = await created(rabbitmqVhost, scene, args({ name: 'flow/vhost' }))
      expect(await rabbitmqVhost.read(scene.context, made)).toEqual(made)
      await rabbitmqVhost.delete(scene.context, made)
      expect(await rabbitmqVhost.read(scene.context, made)).toEqual(made)
      await rabbitmqVhost.delete(scene.context, { ...made, inputs: { ...made.inputs, deleteData: true } })
      expect(await rabbitmqVhost.read(scene.context, made)).toBeNull()
    })

    it('makes a user with its tags; another password is a change', async () => {
      const made = await created(rabbitmqUser, scene, args({ name: 'flow', password: 'p1', tags: ['administrator'] }))
      expect(await rabbitmqUser.read(scene.context, made)).toEqual(made)
      const asItself = { ...made, inputs: { ...made.inputs, api: api({ user: 'flow', password: 'p1' }) } }

      const changed = await updated(rabbitmqUser, scene, {
        old: asItself,
        api: { ...api(), user: 'flow', password: 'p2' },
        password: 'p2',
        tags: ['administrator', 'monitoring'],
      })
      expect(await rabbitmqUser.read(scene.context, changed)).toEqual(changed)
      const found = await rabbitmqUser.read(scene.context, made)
      expect(found?.inputs.password).not.toBe('p1')
      expect([...(found?.inputs.tags ?? [])].sort()).toEqual(['administrator', 'monitoring'])
      await rabbitmqUser.delete(scene.context, made)
      expect(await rabbitmqUser.read(scene.context, made)).toBeNull()
    })

    it('gives permissions, and sees other ones', async () => {
      const made = await created(
        rabbitmqPermissions,
        scene,
        args({ user: 'stranger', vhost: 'airflow', write: '^flow' }),
      )
      expect(await rabbitmqPermissions.read(scene.context, made)).toEqual(made)
      expect(made.inputs).toMatchObject({ configure: '.*', read: '.*' })
      const other = await updated(rabbitmqPermissions, scene, { old: made, read: '' })
      expect((await rabbitmqPermissions.read(scene.context, made))?.inputs.read).toBe('')
      await rabbitmqPermissions.delete(scene.context, other)
      expect(await rabbitmqPermissions.read(scene.context, other)).toBeNull()
    })

    it('takes guest away, and again when it has come back', async () => {
      const guest = await created(rabbitmqUser, scene, args({ name: 'guest', password: 'guest', tags: [] }))
      const removal = await created(rabbitmqGuestRemoval, scene, args({}))
      expect(await rabbitmqUser.read(scene.context, guest)).toBeNull()
      expect(await rabbitmqGuestRemoval.read(scene.context, removal)).toEqual(removal)
      await updated(rabbitmqUser, scene, { old: guest })
      expect(await rabbitmqGuestRemoval.read(scene.context, removal)).toBeNull()
    })

    it('says what the server says', async () => {
      const permissions = args({ user: 'nobody', vhost: 'airflow' })
      await expect(created(rabbitmqPermissions, scene, permissions)).rejects.toThrow(
        /RabbitMQ at 127\.0\.0\.1:\d+ of 127\.0\.0\.1: PUT \/permissions\/airflow\/nobody: 400 .*(user|not_found|bad_request)/,
      )
    })
  })
})
