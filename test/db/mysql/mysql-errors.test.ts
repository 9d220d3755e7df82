import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DatabaseUrlError } from '../../../runtime/config/errors.ts'
import { inTransaction, openDatabase } from '../../../runtime/db/database.ts'
import { DatabaseAccessDenied, DatabaseUnreachable, UnknownDatabase } from '../../../runtime/db/errors.ts'
import { isConnectionLoss, isTransient } from '../../../runtime/db/mysql/mysql-errors.ts'
import { serverBinary } from '../../database-server.ts'
import { createTestDatabase, type TestDatabase } from '../../databases.ts'

const failureOf = async (url: string): Promise<Error> =>
  openDatabase(url, { connectTimeoutMs: 2000 }).then(
    () => expect.unreachable('it connected'),
    (error: Error) => error,
  )

test('a server that is not there is named with host and port, without the password', async () => {
  const error = await failureOf('mysql://airflow:s3cret@127.0.0.1:1/airflow')
  expect(error).toBeInstanceOf(DatabaseUnreachable)
  expect(error.message).toBe(
    'Cannot connect to the database at 127.0.0.1:1 (ECONNREFUSED): is the server running and reachable?',
  )
  expect(isConnectionLoss(error)).toBe(true)
})

test('a host that does not exist is named', async () => {
  expect((await failureOf('mysql://airflow:s3cret@no-such-host.invalid/airflow')).message).toContain(
    'no-such-host.invalid:3306',
  )
})

test('an option of the URL that we do not follow is refused', async () => {
  const error = await failureOf('mysql://airflow@127.0.0.1:1/airflow?charset=utf8&autocommit=1')
  expect(error).toBeInstanceOf(DatabaseUrlError)
  expect(error.message).toContain('option autocommit is not known')
})

describe.skipIf(serverBinary() === null)('on a MySQL server', () => {
  let opened: TestDatabase
  beforeAll(async () => {
    opened = await createTestDatabase('mysql')
    const { kysely } = opened.database
    await sql`create user if not exists airflow@'127.0.0.1' identified by 'S3cret!@:/%'`.execute(kysely)
  })
  afterAll(() => opened[Symbol.asyncDispose]())

  const url = (change: Partial<URL>): string => Object.assign(new URL(opened.url), change).href

  test('a wrong password is told as such, and never shown', async () => {
    const error = await failureOf(url({ username: 'airflow', password: 'wrong-one' }))
    expect(error).toBeInstanceOf(DatabaseAccessDenied)
    expect(error.message).toMatch(/^The database refused user airflow at 127\.0\.0\.1:\d+, database airflow_/)
    expect(`${error.message}${(error.cause as Error).message}`).not.toContain('wrong-one')
  })

  test('a password may hold any character', async () => {
    const { kysely } = opened.database
    const name = new URL(opened.url).pathname.slice(1)
    await sql`grant all on ${sql.table(name)}.* to airflow@'127.0.0.1'`.execute(kysely)
    const database = await openDatabase(url({ username: 'airflow', password: encodeURIComponent('S3cret!@:/%') }))
    await database.close()
  })

  test('a user without grants on the database is told so', async () => {
    const error = await failureOf(
      url({ username: 'airflow', password: encodeURIComponent('S3cret!@:/%'), pathname: '/mysql' }),
    )
    expect(error).toBeInstanceOf(DatabaseAccessDenied)
  })

  test('a database that does not exist is named, with the statement that makes it', async () => {
    const error = await failureOf(url({ pathname: '/nothing_here' }))
    expect(error).toBeInstanceOf(UnknownDatabase)
    expect(error.message).toContain('has no database nothing_here. Create it: CREATE DATABASE nothing_here')
  })

  test('a session is in UTC and reads what is committed', async () => {
    const { rows } = await sql<{ Value: string }>`show session variables
      where variable_name in ('time_zone', 'tx_isolation', 'transaction_isolation')`.execute(opened.database.kysely)
    expect(new Set(rows.map(row => row.Value))).toEqual(new Set(['+00:00', 'READ-COMMITTED']))
  })

  test('the victim of a deadlock runs its transaction again', async () => {
    const { kysely } = opened.database
    await kysely
      .insertInto('slot_pool')
      .values(['a', 'b'].map(pool => ({ pool, slots: 0, include_deferred: 0 as const })))
      .execute()
    const bothHoldOne = Promise.withResolvers<void>()
    const attempts = { ab: 0, ba: 0 }
    const crossing = (order: 'ab' | 'ba') =>
      inTransaction(opened.database, async transaction => {
        attempts[order]++
        const [first, second] = [...order] as [string, string]
        const increment = (pool: string) =>
          transaction
            .updateTable('slot_pool')
            .set(column => ({ slots: column('slots', '+', 1) }))
            .where('pool', '=', pool)
            .execute()
        await increment(first)
        if (attempts.ab > 0 && attempts.ba > 0) bothHoldOne.resolve()
        await bothHoldOne.promise
        await increment(second)
      })
    await Promise.all([crossing('ab'), crossing('ba')])
    expect(attempts.ab + attempts.ba).toBeGreaterThan(2)
    const pools = await kysely.selectFrom('slot_pool').select('slots').where('pool', 'in', ['a', 'b']).execute()
    expect(pools).toEqual([{ slots: 2 }, { slots: 2 }])
  })

  test('a cut connection is told apart from other errors, and the next query has a new one', async () => {
    const { kysely } = opened.database
    const kill = kysely.connection().execute(async one => {
      const { rows } = await sql<{ id: number }>`select connection_id() as id`.execute(one)
      await sql`kill ${sql.lit(rows[0]?.id)}`.execute(kysely)
      await sql`select sleep(1)`.execute(one)
    })
    const error = await kill.catch((cause: unknown) => cause)
    expect([isConnectionLoss(error), isTransient(error)]).toEqual([true, false])
    expect((await sql`select 1 as one`.execute(kysely)).rows).toEqual([{ one: 1 }])
  })
})
