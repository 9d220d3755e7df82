import type { Selectable } from 'kysely'
import { SecretNotDecryptable } from './errors.ts'
import type { Fernet } from './fernet.ts'
import type { Db, Tables } from './tables.ts'
import { upsert } from './upsert.ts'

/** What a task connects with; `extra` is JSON text by convention. */
export interface Connection {
  readonly connId: string
  readonly connType: string
  readonly description: string | null
  readonly host: string | null
  readonly schema: string | null
  readonly login: string | null
  readonly password: string | null
  readonly port: number | null
  readonly extra: string | null
}

/** How a connection is stored; secrets that cannot be decrypted are null, and encrypted. */
export interface StoredConnection extends Connection {
  readonly id: number
  readonly isEncrypted: boolean
  readonly isExtraEncrypted: boolean
}

/** @throws SecretNotDecryptable */
export async function findConnection(db: Db, fernet: Fernet, connId: string): Promise<StoredConnection | null> {
  const row = await db.selectFrom('connection').selectAll().where('conn_id', '=', connId).executeTakeFirst()
  return row === undefined ? null : toConnection(row, token => fernet.decrypt(token))
}

/** The same for who looks after connections: secrets that cannot be decrypted are null. */
export async function findStoredConnection(db: Db, fernet: Fernet, connId: string): Promise<StoredConnection | null> {
  const row = await db.selectFrom('connection').selectAll().where('conn_id', '=', connId).executeTakeFirst()
  return row === undefined ? null : toConnection(row, token => decryptOrNull(fernet, token))
}

/** All connections by id; one that cannot be decrypted does not hide the others. */
export async function listConnections(db: Db, fernet: Fernet): Promise<StoredConnection[]> {
  const rows = await db.selectFrom('connection').selectAll().orderBy('conn_id').execute()
  return rows.map(row => toConnection(row, token => decryptOrNull(fernet, token)))
}

/** Adds the connection, or replaces the one of the same id; password and extra are encrypted where there is a key. */
export async function saveConnection(db: Db, fernet: Fernet, connection: Connection): Promise<void> {
  const { password, extra } = connection
  const row = {
    conn_id: connection.connId,
    conn_type: connection.connType,
    description: connection.description,
    host: connection.host,
    schema: connection.schema,
    login: connection.login,
    port: connection.port,
    ...encrypted(fernet, { password, extra }),
  }
  await upsert(db, { table: 'connection', row, key: ['conn_id'] })
}

/** @returns whether there was such a connection */
export async function deleteConnection(db: Db, connId: string): Promise<boolean> {
  const { numDeletedRows } = await db.deleteFrom('connection').where('conn_id', '=', connId).executeTakeFirstOrThrow()
  return numDeletedRows > 0n
}

/** As Airflow does, empty secrets stay unencrypted. */
function encrypted(fernet: Fernet, { password, extra }: Pick<Connection, 'password' | 'extra'>) {
  return {
    password: password ? fernet.encrypt(password) : password,
    is_encrypted: password && fernet.encrypts ? 1 : 0,
    extra: extra ? fernet.encrypt(extra) : extra,
    is_extra_encrypted: extra && fernet.encrypts ? 1 : 0,
  } as const
}

function toConnection(
  row: Selectable<Tables['connection']>,
  decrypt: (token: string) => string | null,
): StoredConnection {
  const { password, extra } = row
  return {
    id: row.id,
    connId: row.conn_id,
    connType: row.conn_type,
    description: row.description,
    host: row.host,
    schema: row.schema,
    login: row.login,
    password: row.is_encrypted === 1 && password ? decrypt(password) : password,
    port: row.port,
    extra: row.is_extra_encrypted === 1 && extra ? decrypt(extra) : extra,
    isEncrypted: row.is_encrypted === 1,
    isExtraEncrypted: row.is_extra_encrypted === 1,
  }
}

function decryptOrNull(fernet: Fernet, token: string): string | null {
  try {
    return fernet.decrypt(token)
  } catch (error) {
    if (error instanceof SecretNotDecryptable) return null
    throw error
  }
}
