import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { Database } from '../../runtime/db/database.ts'
import { DatabaseNotMigrated, ForeignSchema } from '../../runtime/db/errors.ts'
import { checkMigrations, isMigrated, migrate, resetDatabase } from '../../runtime/db/migrate.ts'
import { createTestDatabase, describeOnEachDatabase, testableDatabases } from '../databases.ts'

const MIGRATIONS = ['0001_airflow_2_10', '0002_node', '0003_node_own_queues']

describeOnEachDatabase('migrating', current => {
  test('writes the rows of a fresh Airflow database', async () => {
    const { kysely } = current().database
    expect(await kysely.selectFrom('alembic_version').selectAll().execute()).toEqual([{ version_num: '5f2621c13b39' }])
    const pools = await kysely.selectFrom('slot_pool').select(['pool', 'slots', 'description']).execute()
    expect(pools).toEqual([{ pool: 'default_pool', slots: 128, description: 'Default pool' }])
    const roles = await kysely.selectFrom('ab_role').select('name').orderBy('name').execute()
    expect(roles.map(role => role.name)).toEqual(['Admin', 'Op', 'Public', 'User', 'Viewer'])
    const template = await kysely.selectFrom('log_template').selectAll().executeTakeFirstOrThrow()
    expect(template.filename).toMatch(/^dag_id=\{\{ ti.dag_id \}\}\/run_id=.*attempt=/)
  })

  test('again changes nothing', async () => {
    expect(await migrate(current().database)).toEqual({ applied: [] })
    expect(await countRows(current().database)).toEqual([1, 1, 5, 1])
  })

  test('counts as done', async () => {
    expect(await isMigrated(current().database)).toBe(true)
    await checkMigrations(current().database)
  })

  test('goes on after it was cut off', async () => {
    const { kysely } = current().database
    await sql`delete from slipstream_migration`.execute(kysely)
    await sql`drop table xcom`.execute(kysely)
    expect(await migrate(current().database)).toEqual({ applied: MIGRATIONS })
    expect(await kysely.selectFrom('xcom').selectAll().execute()).toEqual([])
    expect(await countRows(current().database)).toEqual([1, 1, 5, 1])
  })

  test('of an emptied database starts from the first rows, and leaves the tables of others alone', async () => {
    const { kysely } = current().database
    await sql`create table others (id integer)`.execute(kysely)
    await kysely.insertInto('variable').values({ key: 'k', val: 'v' }).execute()
    await resetDatabase(current().database)
    expect(await kysely.selectFrom('variable').selectAll().execute()).toEqual([])
    expect(await countRows(current().database)).toEqual([1, 1, 5, 1])
    expect((await sql`select * from others`.execute(kysely)).rows).toEqual([])
  })
})

describeOnEachDatabase(
  'a database without tables',
  current => {
    test('tells what to run', async () => {
      expect(await isMigrated(current().database)).toBe(false)
      const check = checkMigrations(current().database)
      await expect(check).rejects.toThrow(DatabaseNotMigrated)
      await expect(check).rejects.toThrow('has no tables yet. Please run: airflow db migrate')
    })

    test('is migrated once by processes that start together', async () => {
      const outputs = await Promise.all([1, 2, 3].map(() => migrateInProcess(current().url)))
      expect(outputs.sort()).toEqual(['', '', MIGRATIONS.join(' ')])
      expect(await countRows(current().database)).toEqual([1, 1, 5, 1])
    })

    test('tells which migration it lacks', async () => {
      const { kysely } = current().database
      await sql`delete from slipstream_migration`.execute(kysely)
      await sql`insert into slipstream_migration values ('other', '2026-01-01')`.execute(kysely)
      await expect(checkMigrations(current().database)).rejects.toThrow(`lacks ${MIGRATIONS.join(', ')}. Please run`)
    })
  },
  { migrated: false },
)

test.each(testableDatabases())(
  'refuses the tables of another Airflow on $name and leaves them as they are',
  async ({ dialect }) => {
    await using opened = await createTestDatabase(dialect, { migrated: false })
    const { kysely } = opened.database
    await sql`create table alembic_version (version_num varchar(32) not null primary key)`.execute(kysely)
    await sql`insert into alembic_version values ('03afc6b6f902')`.execute(kysely)
    const migration = migrate(opened.database)
    await expect(migration).rejects.toThrow(ForeignSchema)
    await expect(migration).rejects.toThrow('at revision 03afc6b6f902, expected 5f2621c13b39 (Airflow 2.10)')
    const tables = await kysely.introspection.getTables()
    expect(tables.map(table => table.name)).toEqual(['alembic_version'])
  },
)

test('takes less than 300 ms for a fresh SQLite file', async () => {
  await using opened = await createTestDatabase('sqlite', { migrated: false })
  const start = process.cpuUsage()
  await migrate(opened.database)
  const { user, system } = process.cpuUsage(start)
  expect((user + system) / 1000).toBeLessThan(300)
})

async function countRows({ kysely }: Database): Promise<number[]> {
  const tables = ['alembic_version', 'slot_pool', 'ab_role', 'log_template'] as const
  return Promise.all(tables.map(async table => (await kysely.selectFrom(table).selectAll().execute()).length))
}

async function migrateInProcess(url: string): Promise<string> {
  const program = fileURLToPath(new URL('fixtures/migrate-database.ts', import.meta.url))
  return (await execa(process.execPath, [program, url])).stdout
}
