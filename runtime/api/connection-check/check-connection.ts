import type { Connection } from '../../db/connection.ts'
import type { Check } from './check.ts'
import { checkHttp } from './check-http.ts'
import { checkBroker, checkMysql, checkSqlite } from './check-servers.ts'
import { checkSsh, checkTcp } from './check-tcp.ts'

/** Airflow's ConnectionTest. */
export interface ConnectionTest {
  readonly status: boolean
  readonly message: string
}

/** Tries the connection out, for at most ten seconds. Never throws: the message says what is wrong. */
export async function checkConnection(connection: Connection): Promise<ConnectionTest> {
  const check = CHECKS[connection.connType] ?? checkTcp
  try {
    return { status: true, message: await check(connection) }
  } catch (error) {
    return { status: false, message: withoutPassword(messageOf(error), connection) }
  }
}

const CHECKS: Readonly<Record<string, Check>> = {
  mysql: checkMysql,
  sqlite: checkSqlite,
  amqp: checkBroker,
  rabbitmq: checkBroker,
  http: checkHttp,
  https: checkHttp,
  ssh: checkSsh,
  sftp: checkSsh,
}

/** The types for which a test does more than look whether the port answers. */
export const CHECKED_TYPES: readonly string[] = Object.keys(CHECKS)

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : ''
  return `${error.message}${cause}`
}

const withoutPassword = (message: string, { password }: Connection): string =>
  password ? message.replaceAll(password, '***').replaceAll(encodeURIComponent(password), '***') : message
