import { type Kysely, sql } from 'kysely'
import { DEFAULT_LOG_TEMPLATE, synchronizeLogTemplate } from '../log-template.ts'
import { checkTimestampDefaults } from '../mysql/server-version.ts'
import { BUILT_IN_ROLES, ensureRoles } from '../role.ts'
import type { Db } from '../tables.ts'
import { isMysql } from '../upsert.ts'
import { AIRFLOW_SCHEMA, ALEMBIC_HEAD } from './airflow-schema.ts'
import { createStatements } from './ddl.ts'

/** Creates Airflow 2.10's tables and a fresh database's rows; where Airflow 2.10 made them, they are taken over. */
export async function createAirflowSchema(kysely: Kysely<unknown>): Promise<void> {
  const db = kysely as unknown as Db
  if (isMysql(db)) await checkServerSettings(db)
  for (const statement of createStatements(AIRFLOW_SCHEMA, isMysql(db) ? 'mysql' : 'sqlite')) {
    await sql.raw(statement).execute(db)
  }
  await insertFirstRows(db)
}

async function checkServerSettings(db: Db): Promise<void> {
  const { rows } = await sql<{ setting: number }>`SELECT @@explicit_defaults_for_timestamp AS setting`.execute(db)
  checkTimestampDefaults(Number(rows[0]?.setting))
}

/** As `airflow db migrate` leaves them; each only where it is missing, since a migration may run again. */
async function insertFirstRows(db: Db): Promise<void> {
  const stamp = await db.selectFrom('alembic_version').select('version_num').executeTakeFirst()
  if (stamp === undefined) await db.insertInto('alembic_version').values({ version_num: ALEMBIC_HEAD }).execute()
  await ensureDefaultPool(db)
  await synchronizeLogTemplate(db, DEFAULT_LOG_TEMPLATE)
  await ensureRoles(db, BUILT_IN_ROLES)
}

async function ensureDefaultPool(db: Db): Promise<void> {
  const pool = await db.selectFrom('slot_pool').select('id').where('pool', '=', 'default_pool').executeTakeFirst()
  if (pool !== undefined) return
  await db
    .insertInto('slot_pool')
    .values({ pool: 'default_pool', slots: 128, description: 'Default pool', include_deferred: 0 })
    .execute()
}
