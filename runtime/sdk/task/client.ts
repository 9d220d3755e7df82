import { SlipstreamError } from '../../model/errors.ts'
import type { JsonValue } from '../../model/keys.ts'

/** Which XCom to read; all but `key` default to the running task's own. */
export interface GetXComOpts {
  readonly key: string
  readonly taskId?: string
  readonly dagId?: string
  readonly runId?: string
  readonly mapIndex?: number | null
  /** Falls back to the newest earlier run that has one. */
  readonly includePriorDates?: boolean
}

/** Which XCom to write; all but `key` and `value` default to the running task's own. */
export interface SetXComOpts {
  readonly key: string
  readonly value: JsonValue
  readonly taskId?: string
  readonly dagId?: string
  readonly runId?: string
  readonly mapIndex?: number | null
}

/** An Airflow connection. */
export interface ConnectionResult {
  readonly id: string
  readonly type: string
  readonly host?: string | null
  readonly schema?: string | null
  readonly login?: string | null
  readonly password?: string | null
  readonly port?: number | null
  readonly extra?: string | null
}

/** What has to be there for a handler's client: reads give null for what does not exist. */
export interface TaskStore {
  getVariable(key: string): Promise<string | null>
  setVariable(key: string, value: string, description?: string): Promise<void>
  deleteVariable(key: string): Promise<void>
  getConnection(connId: string): Promise<ConnectionResult | null>
  getXCom<T = unknown>(opts: GetXComOpts): Promise<T | null>
  setXCom(opts: SetXComOpts): Promise<void>
}

/** What `getClient()` gives a handler: variables, connections and XComs. */
export interface TaskClient extends TaskStore {
  /** Throws VariableNotFoundError. */
  getVariableOrThrow(key: string): Promise<string>
  /** Throws ConnectionNotFoundError. */
  getConnectionOrThrow(connId: string): Promise<ConnectionResult>
  /** Throws XComNotFoundError. */
  getXComOrThrow<T = unknown>(opts: GetXComOpts): Promise<T>
}

/** Adds the forms that throw to a store. */
export function taskClient(store: TaskStore): TaskClient {
  return {
    getVariable: key => store.getVariable(key),
    setVariable: (key, value, description) => store.setVariable(key, value, description),
    deleteVariable: key => store.deleteVariable(key),
    getConnection: connId => store.getConnection(connId),
    getXCom: opts => store.getXCom(opts),
    setXCom: opts => store.setXCom(opts),
    getVariableOrThrow: async key => found(await store.getVariable(key), () => new VariableNotFoundError(key)),
    getConnectionOrThrow: async connId =>
      found(await store.getConnection(connId), () => new ConnectionNotFoundError(connId)),
    getXComOrThrow: async <T>(opts: GetXComOpts) =>
      found(await store.getXCom<T>(opts), () => new XComNotFoundError(opts)),
  }
}

function found<T>(value: T | null, missing: () => SlipstreamError): T {
  if (value === null) throw missing()
  return value
}

/** No variable of that key. */
export class VariableNotFoundError extends SlipstreamError {
  override readonly name = 'VariableNotFoundError'
  readonly key: string

  constructor(key: string) {
    super(`Variable ${key} does not exist. Create it with: airflow variables set ${key} VALUE`)
    this.key = key
  }
}

/** No connection of that id. */
export class ConnectionNotFoundError extends SlipstreamError {
  override readonly name = 'ConnectionNotFoundError'
  readonly connId: string

  constructor(connId: string) {
    super(`The conn_id ${connId} isn't defined. Create it with: airflow connections add ${connId}`)
    this.connId = connId
  }
}

/** The task pushed no XCom of that key. */
export class XComNotFoundError extends SlipstreamError {
  override readonly name = 'XComNotFoundError'
  readonly key: string

  constructor(opts: GetXComOpts) {
    super(
      `No XCom "${opts.key}" of ${opts.taskId === undefined ? 'this task' : `task "${opts.taskId}"`}. ` +
        'Check that the task is upstream, succeeded and pushed it',
    )
    this.key = opts.key
  }
}
