import type { Selectable } from 'kysely'
import { allOf, isOneOf } from './conditions.ts'
import { SecretNotDecryptable } from './errors.ts'
import type { Fernet } from './fernet.ts'
import type { Db, Tables } from './tables.ts'
import { upsert } from './upsert.ts'

export interface Variable {
  readonly id: number
  readonly key: string
  /** Null where it cannot be decrypted. */
  readonly value: string | null
  readonly description: string | null
  readonly isEncrypted: boolean
}

export interface NewVariable {
  readonly key: string
  readonly value: string
  readonly description: string | null
}

/** @throws SecretNotDecryptable */
export async function findVariable(db: Db, fernet: Fernet, key: string): Promise<Variable | null> {
  const row = await db.selectFrom('variable').selectAll().where('key', '=', key).executeTakeFirst()
  return row === undefined ? null : { ...toVariable(row), value: clearValue(row, fernet) }
}

/** The same for who looks after variables: the value is null where it cannot be decrypted. */
export async function findStoredVariable(db: Db, fernet: Fernet, key: string): Promise<Variable | null> {
  const row = await db.selectFrom('variable').selectAll().where('key', '=', key).executeTakeFirst()
  return row === undefined ? null : { ...toVariable(row), value: clearValueOrNull(row, fernet) }
}

export async function listVariableKeys(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('variable').select('key').orderBy('key').execute()
  return rows.map(({ key }) => key as string)
}

/** All variables by key, or those with these keys; one that cannot be decrypted does not hide the others. */
export async function listVariables(db: Db, fernet: Fernet, keys?: readonly string[]): Promise<Variable[]> {
  const rows = await db
    .selectFrom('variable')
    .selectAll()
    .where(allOf(isOneOf('variable.key', keys)))
    .orderBy('key')
    .execute()
  return rows.map(row => ({ ...toVariable(row), value: clearValueOrNull(row, fernet) }))
}

export async function saveVariable(db: Db, fernet: Fernet, variable: NewVariable): Promise<void> {
  const row = {
    key: variable.key,
    val: fernet.encrypt(variable.value),
    description: variable.description,
    is_encrypted: fernet.encrypts ? 1 : 0,
  } as const
  await upsert(db, { table: 'variable', row, key: ['key'] })
}

/** @returns whether there was such a variable */
export async function deleteVariable(db: Db, key: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('variable').where('key', '=', key).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

type VariableRow = Selectable<Tables['variable']>

const toVariable = (row: VariableRow) => ({
  id: row.id,
  key: row.key as string,
  description: row.description,
  isEncrypted: row.is_encrypted === 1,
})

function clearValue(row: VariableRow, fernet: Fernet): string {
  const stored = row.val ?? ''
  return row.is_encrypted === 1 ? fernet.decrypt(stored) : stored
}

function clearValueOrNull(row: VariableRow, fernet: Fernet): string | null {
  try {
    return clearValue(row, fernet)
  } catch (error) {
    if (error instanceof SecretNotDecryptable) return null
    throw error
  }
}
