import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { openDatabase } from '../../runtime/db/database.ts'
import { isRefusal } from '../../runtime/db/refusal.ts'
import { describeOnEachDatabase } from '../databases.ts'

describeOnEachDatabase('what cannot be written', current => {
  const db = () => current().database.kysely
  const failure = (statement: string): Promise<unknown> =>
    sql
      .raw(statement)
      .execute(db())
      .then(
        () => expect.unreachable('it was taken'),
        (error: unknown) => error,
      )

  beforeAll(async () => {
    await sql`create table narrow (id integer primary key, word varchar(3) not null)`.execute(db())
  })

  test('is refused for good where it breaks a rule of the table', async () => {
    expect(isRefusal(await failure('insert into narrow (id, word) values (1, null)'))).toBe(true)
    if (current().dialect === 'mysql')
      expect(isRefusal(await failure("insert into narrow (id, word) values (1, 'long')"))).toBe(true)
  })

  test('may be taken later where the table is missing just now, as while it is migrated', async () => {
    expect(isRefusal(await failure('insert into missing (id) values (1)'))).toBe(false)
  })

  test('may be taken later where the database is read-only', async () => {
    const [on, off] =
      current().dialect === 'mysql'
        ? ['set session transaction read only', 'set session transaction read write']
        : ['pragma query_only = 1', 'pragma query_only = 0']
    await db()
      .connection()
      .execute(async one => {
        await sql.raw(on).execute(one)
        const error = await sql`insert into narrow (id, word) values (2, 'a')`
          .execute(one)
          .catch((cause: unknown) => cause)
        await sql.raw(off).execute(one)
        expect(error).toBeInstanceOf(Error)
        expect(isRefusal(error)).toBe(false)
      })
  })
})

test('a server that is not there may come back, and a fault of our own does not go away', async () => {
  const error = await openDatabase('mysql://airflow@127.0.0.1:1/airflow', { connectTimeoutMs: 2000 }).catch(
    (cause: unknown) => cause,
  )
  expect(isRefusal(error)).toBe(false)
  expect(isRefusal(new TypeError('x is not a function'))).toBe(true)
})
