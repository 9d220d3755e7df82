import { type MysqlUrl, parseDatabaseUrl } from '../../../runtime/config/database-url.ts'
import { identifier, type Sql, withMysql } from '../../../stacks/provider/services/mysql.ts'
import { DoctorError } from '../errors.ts'
import type { Patient } from '../patient.ts'
import type { Settings } from './settings.ts'

/** @throws DoctorError where airflow.cfg names no MySQL */
export function databasePlace({ sqlAlchemyConn }: Settings): MysqlUrl {
  if (sqlAlchemyConn === null) throw new DoctorError('airflow.cfg has no [database] sql_alchemy_conn')
  const url = parseDatabaseUrl(sqlAlchemyConn)
  if (url.dialect === 'mysql') return url
  throw new DoctorError('[database] sql_alchemy_conn is SQLite: no other host sees it')
}

/** Logs in through the host's SSH connection, and into the database, as one of its programs would. */
export function withDatabase<T>(patient: Patient, place: MysqlUrl, use: (sql: Sql) => Promise<T>): Promise<T> {
  const { host: address, port, user, password, database } = place
  return withMysql(patient.host, { address, port, user, password }, async sql => {
    await sql.run(`USE ${identifier(database)}`)
    return use(sql)
  })
}
