import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { type Database, inTransaction, openDatabase } from '../../../runtime/db/database.ts'
import { DatabaseBusy, DatabaseFileUnusable } from '../../../runtime/db/errors.ts'
import { migrate } from '../../../runtime/db/migrate.ts'

let folder: string
let database: Database

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipstream-sqlite-'))
  database = await openDatabase(urlOf('private/airflow.db'))
})

afterEach(async () => {
  vi.useRealTimers()
  await database.close()
  await rm(folder, { recursive: true, force: true })
})

const urlOf = (file: string): string => `sqlite:///${join(folder, file)}`

describe('a SQLite file', () => {
  test('and its folder are created for their owner alone', async () => {
    await migrate(database)
    const modes = await Promise.all(
      ['private', 'private/airflow.db', 'private/airflow.db-wal'].map(async file => {
        const { mode } = await stat(join(folder, file))
        return (mode & 0o777).toString(8)
      }),
    )
    expect(modes).toEqual(['700', '600', '600'])
  })

  test('is in WAL mode and checks foreign keys', async () => {
    const pragma = async (name: string) =>
      Object.values((await sql.raw<object>(`PRAGMA ${name}`).execute(database.kysely)).rows[0] ?? {})
    expect(await pragma('journal_mode')).toEqual(['wal'])
    expect(await pragma('foreign_keys')).toEqual([1])
    expect(await pragma('synchronous')).toEqual([1])
  })

  test('that is none is named', async () => {
    await writeFile(join(folder, 'text.db'), 'this is no database '.repeat(100))
    const opening = openDatabase(urlOf('text.db'))
    await expect(opening).rejects.toThrow(DatabaseFileUnusable)
    await expect(opening).rejects.toThrow(`Cannot open the database file ${folder}/text.db (file is not a database)`)
  })

  test('below a file is named', async () => {
    await writeFile(join(folder, 'plain'), '')
    await expect(openDatabase(urlOf('plain/airflow.db'))).rejects.toThrow(DatabaseFileUnusable)
  })

  test('loses no update when several processes write at once', async () => {
    await migrate(database)
    const program = fileURLToPath(new URL('../fixtures/count-up.ts', import.meta.url))
    const url = urlOf('private/airflow.db')
    await Promise.all([1, 2, 3].map(() => execa(process.execPath, [program, url, '100'])))
    const { slots } = await database.kysely.selectFrom('slot_pool').select('slots').executeTakeFirstOrThrow()
    expect(slots).toBe(128 + 300)
  })
})

describe('a SQLite transaction', () => {
  beforeEach(() => migrate(database))

  test('has the other writes of the process wait in line', async () => {
    const order: string[] = []
    const write = async (name: string) => {
      await database.kysely.insertInto('job').values({ unixname: name }).execute()
      order.push(name)
    }
    const transaction = inTransaction(database, async open => {
      await open.insertInto('job').values({ unixname: 'first' }).execute()
      await open.selectFrom('job').selectAll().execute()
      order.push('first')
    })
    await Promise.all([transaction, write('second'), write('third')])
    expect(order).toEqual(['first', 'second', 'third'])
  })

  test('gives the lock back when it fails', async () => {
    const failing = inTransaction(database, async open => {
      await open.insertInto('slot_pool').values({ pool: 'default_pool', include_deferred: 0 }).execute()
    })
    await expect(failing).rejects.toThrow('UNIQUE constraint failed: slot_pool.pool')
    await database.kysely.insertInto('job').values({ unixname: 'after' }).execute()
  })

  test('says that the database is busy after 10 s, instead of waiting for itself', async () => {
    vi.useFakeTimers()
    const work = inTransaction(database, async () => {
      const write = database.kysely.insertInto('job').values({ unixname: 'beside' }).execute()
      const outcome = expect(write).rejects.toThrow(DatabaseBusy)
      await vi.advanceTimersByTimeAsync(10_000)
      await outcome
    })
    await work
    vi.useRealTimers()
    await database.kysely.insertInto('job').values({ unixname: 'after' }).execute()
  })

  test('of another connection lets a writer of this process wait without blocking it', async () => {
    const other = await openDatabase(urlOf('private/airflow.db'))
    let write: Promise<unknown> = Promise.resolve()
    await inTransaction(other, async open => {
      await open.insertInto('job').values({ unixname: 'a' }).execute()
      write = database.kysely.insertInto('job').values({ unixname: 'b' }).execute()
      await new Promise(resolve => setImmediate(resolve))
    })
    await write
    expect(await database.kysely.selectFrom('job').select('unixname').execute()).toHaveLength(2)
    await other.close()
  })
})

describe('a database in memory', () => {
  test.each(['sqlite://', 'sqlite:///:memory:'])('is opened by %s, and is gone when closed', async url => {
    const memory = await openDatabase(url)
    await migrate(memory)
    await inTransaction(memory, open => open.insertInto('job').values({ unixname: 'm' }).execute())
    expect(await memory.kysely.selectFrom('job').select('unixname').execute()).toEqual([{ unixname: 'm' }])
    await memory.close()
  })
})

test('row locks are left out of queries', () => {
  const query = database.kysely.selectFrom('job').select('id').distinct().forUpdate().skipLocked()
  expect(query.compile().sql.trim()).toBe('select distinct "id" from "job"')
})
