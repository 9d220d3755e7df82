import { type Connection, findConnection } from '../db/connection.ts'
import { parseConnection } from '../db/connection-uri.ts'
import { findDagRun } from '../db/dag-run.ts'
import { type Database, inTransaction } from '../db/database.ts'
import type { Fernet } from '../db/fernet.ts'
import { deleteVariable, findVariable, saveVariable } from '../db/variable.ts'
import { findPriorXCom, getXCom, setXCom } from '../db/xcom.ts'
import { DagRunNotFound } from '../model/errors.ts'
import type { DagRun, TaskInstanceKey } from '../model/keys.ts'
import type { ConnectionResult, GetXComOpts, SetXComOpts, TaskStore } from '../sdk/task/client.ts'
import type { Clock } from '../service/clock.ts'
import type { SecretMasker } from '../service/secret-masker.ts'

export interface StoreParts {
  readonly database: Database
  readonly fernet: Fernet
  readonly masker: SecretMasker
  readonly clock: Clock
  /** AIRFLOW_VAR_… and AIRFLOW_CONN_… come before the database, as in Airflow. */
  readonly env: NodeJS.ProcessEnv
}

/** Whose data it is: XComs are read and written for this task instance unless the call names another. */
export interface StoreOwner extends TaskInstanceKey {
  readonly run: DagRun
}

/** Variables, connections and XComs for one attempt (or a run's callback), from the environment and the database. */
export class DatabaseTaskStore implements TaskStore {
  readonly #parts: StoreParts
  readonly #owner: StoreOwner

  constructor(parts: StoreParts, owner: StoreOwner) {
    this.#parts = parts
    this.#owner = owner
  }

  async getVariable(key: string): Promise<string | null> {
    const { database, fernet, masker, env } = this.#parts
    const value =
      env[`AIRFLOW_VAR_${key.toUpperCase()}`] ?? (await findVariable(database.kysely, fernet, key))?.value ?? null
    if (masker.isSensitive(key)) masker.add(value)
    return value
  }

  async setVariable(key: string, value: string, description: string | null = null): Promise<void> {
    if (this.#parts.masker.isSensitive(key)) this.#parts.masker.add(value)
    await inTransaction(this.#parts.database, db =>
      saveVariable(db, this.#parts.fernet, { key, value, description: description ?? null }),
    )
  }

  async deleteVariable(key: string): Promise<void> {
    await deleteVariable(this.#parts.database.kysely, key)
  }

  async getConnection(connId: string): Promise<ConnectionResult | null> {
    const { database, fernet, masker, env } = this.#parts
    const text = env[`AIRFLOW_CONN_${connId.toUpperCase()}`]
    const found =
      text === undefined ? await findConnection(database.kysely, fernet, connId) : parseConnection(connId, text)
    if (found === null) return null
    for (const secret of secretsOf(found, masker)) masker.add(secret)
    return {
      id: connId,
      type: found.connType,
      host: found.host,
      schema: found.schema,
      login: found.login,
      password: found.password,
      port: found.port,
      extra: found.extra,
    }
  }

  async getXCom<T = unknown>(opts: GetXComOpts): Promise<T | null> {
    const db = this.#parts.database.kysely
    const key = this.#keyOf(opts)
    const value = await getXCom(db, { ...key, key: opts.key })
    if (value !== undefined || opts.includePriorDates !== true) return (value ?? null) as T | null
    return ((await findPriorXCom(db, { ...key, key: opts.key, untilMs: this.#owner.run.logicalDateMs })) ??
      null) as T | null
  }

  async setXCom(opts: SetXComOpts): Promise<void> {
    const { database, clock } = this.#parts
    const key = this.#keyOf(opts)
    await inTransaction(database, async db => {
      const run =
        key.runId === this.#owner.runId && key.dagId === this.#owner.dagId ? this.#owner.run : await findDagRun(db, key)
      if (run === null) throw new DagRunNotFound(key.dagId, key.runId)
      await setXCom(db, { ...key, dagRunId: run.id, key: opts.key, value: opts.value, atMs: clock() })
    })
  }

  #keyOf(opts: Partial<TaskInstanceKey> | { readonly mapIndex?: number | null }): TaskInstanceKey {
    const { dagId, runId, taskId, mapIndex } = { ...(opts as Partial<TaskInstanceKey>) }
    const own = this.#owner
    const isOwnTask = taskId === undefined || taskId === own.taskId
    return {
      dagId: dagId ?? own.dagId,
      runId: runId ?? own.runId,
      taskId: taskId ?? own.taskId,
      mapIndex: mapIndex ?? (isOwnTask ? own.mapIndex : -1),
    }
  }
}

/** The password, and what stands in the extra under a name that says so (Airflow: Connection masks both). */
function secretsOf({ password, extra }: Pick<Connection, 'password' | 'extra'>, masker: SecretMasker) {
  return [password, ...sensitiveTexts(extra, masker)]
}

function sensitiveTexts(extra: string | null, masker: SecretMasker): string[] {
  const found: string[] = []
  try {
    JSON.parse(extra || '{}', (name, value) => {
      if (typeof value === 'string' && masker.isSensitive(name)) found.push(value)
      return value
    })
  } catch {
    // An extra that is no JSON has no names.
  }
  return found
}
