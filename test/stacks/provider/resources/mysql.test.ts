import { createConnection } from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/servers/free-port.ts'
import { mysqlDatabase } from '../../../../stacks/provider/resources/mysql-database.ts'
import { mysqlReady } from '../../../../stacks/provider/resources/mysql-ready.ts'
import { mysqlUser } from '../../../../stacks/provider/resources/mysql-user.ts'
import { DATABASE_USER } from '../../../database-command.ts'
import { serverBinary, sharedServer } from '../../../database-server.ts'
import { created, createScene, type Scene, updated } from '../resource-scene.ts'
import { describeOnScratchHost } from '../scratch-host.ts'

const binary = serverBinary()

describe.skipIf(binary === null)('with a MySQL server', () => {
  describeOnScratchHost('that a host can reach', current => {
    let scene: Scene
    let port: number
    beforeAll(async () => {
      scene = createScene()
      port = (await sharedServer(binary as string)).port
      await asRoot("CREATE USER 'keeper'@'%' IDENTIFIED BY 'k1'; GRANT ALL ON *.* TO 'keeper'@'%' WITH GRANT OPTION")
    })
    afterAll(async () => {
      await asRoot("DROP USER 'keeper'@'%'")
      scene[Symbol.dispose]()
    })

    const asRoot = async (sql: string) => {
      const connection = await createConnection({ host: '127.0.0.1', port, ...DATABASE_USER, multipleStatements: true })
      try {
        return (await connection.query(sql))[0]
      } finally {
        await connection.end()
      }
    }
    const logIn = async (user: string, password: string) => {
      const connection = await createConnection({ host: '127.0.0.1', port, user, password })
      await connection.end()
      return true
    }
    const host = () => current().deployer
    const server = () => ({ port, user: 'keeper', password: 'k1' })
    const grants = [{ database: 'flow_db', privileges: ['SELECT', 'INSERT'] }]

    it('waits for it', { timeout: 60_000 }, async () => {
      const ready = await created(mysqlReady, scene, { host: host(), server: server(), timeoutSeconds: 20 })
      expect(ready.outputs.version).toMatch(/^\d+\.\d+/)
    })

    it('does not wait for a password to become right', { timeout: 60_000 }, async () => {
      const wrong = { host: host(), server: { ...server(), password: 'wrong' }, timeoutSeconds: 30 }
      await expect(created(mysqlReady, scene, wrong)).rejects.toThrow(
        /MySQL at 127\.0\.0\.1:\d+ of 127\.0\.0\.1 is not ready .*refuses the user keeper/,
      )
    })

    it('says that nothing is there when the time is over', { timeout: 60_000 }, async () => {
      const nowhere = { host: host(), server: { ...server(), port: await freePort() }, timeoutSeconds: 3 }
      await expect(created(mysqlReady, scene, nowhere)).rejects.toThrow(
        /is not ready after 3 s: Nothing answers as MySQL.*Connection refused/,
      )
    })

    it('makes a database, sees how it is, and keeps it unless told otherwise', async () => {
      const made = await created(mysqlDatabase, scene, { host: host(), server: server(), name: 'flow_db' })
      expect(await mysqlDatabase.read(scene.context, made)).toEqual(made)
      await asRoot('ALTER DATABASE flow_db CHARACTER SET latin1 COLLATE latin1_bin')
      expect((await mysqlDatabase.read(scene.context, made))?.inputs).toMatchObject({
        charset: 'latin1',
        collation: 'latin1_bin',
      })
      await updated(mysqlDatabase, scene, { old: made })
      expect(await mysqlDatabase.read(scene.context, made)).toEqual(made)
      scene.lines.length = 0
      await mysqlDatabase.delete(scene.context, made)
      expect(scene.lines).toEqual(['127.0.0.1: the database flow_db stays, with its data'])
      await mysqlDatabase.delete(scene.context, { ...made, inputs: { ...made.inputs, deleteData: true } })
      expect(await mysqlDatabase.read(scene.context, made)).toBeNull()
    })

    it('makes a user with just its privileges; another password is a change', async () => {
      const args = { host: host(), server: server(), name: 'flow_user', password: "p'1\\", grants }
      const made = await created(mysqlUser, scene, args)
      expect(await logIn('flow_user', "p'1\\")).toBe(true)
      expect(await mysqlUser.read(scene.context, made)).toEqual(made)

      await asRoot(
        "GRANT DROP ON flow_db.* TO 'flow_user'@'%'; REVOKE SELECT ON flow_db.* FROM 'flow_user'@'%'; ALTER USER 'flow_user'@'%' IDENTIFIED BY 'theirs'",
      )
      const found = await mysqlUser.read(scene.context, made)
      expect(found?.inputs.grants).toEqual([{ database: 'flow_db', privileges: ['INSERT', 'DROP'] }])
      expect(found?.inputs.password).not.toBe(made.inputs.password)

      const changed = await updated(mysqlUser, scene, { old: made, password: 'p2' })
      expect(await logIn('flow_user', 'p2')).toBe(true)
      expect(await mysqlUser.read(scene.context, changed)).toEqual(changed)
      await mysqlUser.delete(scene.context, changed)
      expect(await mysqlUser.read(scene.context, changed)).toBeNull()
    })

    it('works with the old password of its administrator while that is being changed', async () => {
      const args = { host: host(), server: server(), name: 'flow_two', password: 'x', grants }
      const made = await created(mysqlUser, scene, args)
      const changed = await updated(mysqlUser, scene, {
        old: made,
        server: { ...server(), password: 'not yet' },
        password: 'y',
      })
      expect(await logIn('flow_two', 'y')).toBe(true)
      await mysqlUser.delete(scene.context, { ...changed, inputs: made.inputs })
    })

    it('takes for deleted what was on a server that is gone, and says so', async () => {
      const inputs = {
        host: host(),
        server: { ...server(), port: await freePort() },
        name: 'x',
        fromHost: '%',
        password: 'x',
        grants,
      }
      scene.lines.length = 0
      await mysqlUser.delete(scene.context, { inputs, outputs: {} })
      expect(scene.lines[0]).toMatch(/^the MySQL user x was not deleted, for its server does not answer/)
    })
  })
})
