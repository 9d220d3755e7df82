import type { MysqlUrl } from '../../../runtime/config/database-url.ts'
import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import type { Sql } from '../../../stacks/provider/services/mysql.ts'
import { script } from '../../../stacks/provider/shell.ts'
import { asEvidence, hitsIn, type LogHit, logHits, PROGRAM_LOGS } from '../facts/log-hits.ts'
import { databasePlace, withDatabase } from '../facts/mysql.ts'
import { programsOf } from '../facts/programs.ts'
import { readSettings } from '../facts/settings.ts'
import type { Finding } from '../finding.ts'
import { installFix } from '../fixes/packages.ts'
import { mysqlFix } from '../fixes/servers.ts'
import type { Patient } from '../patient.ts'
import type { Examined, Question } from '../question.ts'

export interface DatabaseFacts {
  readonly place: Pick<MysqlUrl, 'host' | 'port' | 'user' | 'database'>
  readonly connection: DatabaseConnection
  readonly driver: { readonly isThere: boolean; readonly hits: readonly LogHit[] }
}

export type DatabaseConnection =
  | {
      readonly kind: 'open'
      readonly version: string
      readonly charset: string
      /** As SHOW GRANTS lists them. */
      readonly grants: readonly string[]
    }
  /** With the number of MySQL's error. */
  | { readonly kind: 'refused'; readonly code: number; readonly message: string }
  | { readonly kind: 'unreachable'; readonly message: string }

export const database: Question<DatabaseFacts> = {
  name: 'database',
  asks: "can programs use the database, and Python tasks its driver? (No module named 'MySQLdb', 1045, 1044, 1142)",
  allIsWell: 'the database takes the login of airflow.cfg, with all it needs',
  isFor: host => programsOf(host).length > 0,
  gather: async (patient, { stack }) => {
    const settings = await readSettings(patient, stack)
    const place = databasePlace(settings)
    const { hits, driver } = await patient.look({
      hits: logHits("No module named '?MySQLdb'?", PROGRAM_LOGS, settings.baseLogFolder),
      driver: script('cd / && python3 -c "import MySQLdb"'),
    })
    const connection = await connectionOf(patient, place)
    return { place, connection, driver: { isThere: driver.status === 0, hits: hitsIn(hits) } }
  },
  decide: (examined, stack) => examined.flatMap(one => [...driverFindings(one), ...connectionFindings(one, stack)]),
}

async function connectionOf(patient: Patient, place: MysqlUrl): Promise<DatabaseConnection> {
  try {
    return await withDatabase(patient, place, sessionFacts)
  } catch (error) {
    // What MySQL says is the cause of what the connection says.
    const { message, cause } = error as Error & {
      readonly cause?: { readonly errno?: number; readonly message: string }
    }
    if ((cause?.errno ?? 0) >= FIRST_SERVER_ERROR)
      return { kind: 'refused', code: cause?.errno as number, message: `${cause?.message}` }
    return { kind: 'unreachable', message }
  }
}

/** Errors below are the operating system's. */
const FIRST_SERVER_ERROR = 1000

async function sessionFacts({ rows }: Sql): Promise<DatabaseConnection> {
  const [about] = await rows('SELECT VERSION() AS version, @@character_set_database AS charset')
  const grants = await rows('SHOW GRANTS FOR CURRENT_USER()')
  return {
    kind: 'open',
    version: String(about?.['version']),
    charset: String(about?.['charset']),
    grants: grants.flatMap(row => Object.values(row).map(String)),
  }
}

function driverFindings({ host, os, facts: { driver } }: Examined<DatabaseFacts>): Finding[] {
  if (driver.isThere || driver.hits.length === 0) return []
  return [
    {
      host: host.name,
      status: 'problem',
      finding: "a Python task or program found No module named 'MySQLdb'",
      evidence: asEvidence(driver.hits),
      fix: installFix(os, 'python3-mysqldb'),
    },
  ]
}

function connectionFindings({ host, facts }: Examined<DatabaseFacts>, stack: StackConfig): Finding[] {
  const { place, connection } = facts
  const at = `${place.host}:${place.port}`
  const about = { host: host.name, status: 'problem' } as const
  if (connection.kind === 'unreachable') {
    const finding = `no MySQL answers at ${at}`
    return [{ ...about, finding, evidence: [connection.message], fix: mysqlFix.restart(stack) }]
  }
  if (connection.kind === 'refused')
    return [
      {
        ...about,
        finding: refusal(connection.code, place, at),
        evidence: [connection.message],
        fix: fixFor(connection.code, place, stack),
      },
    ]
  return [
    ...oldServer(connection.version),
    ...missingGrants(connection.grants, place, stack),
    ...wrongCharset(connection.charset, place, stack),
  ].map(one => ({ ...about, ...one }))
}

const WRONG_PASSWORD = 1045

const NO_DATABASE = 1049

const NO_PERMISSION: ReadonlySet<number> = new Set([1044, 1142, 1227])

type Place = DatabaseFacts['place']

function refusal(code: number, { user, database: name }: Place, at: string): string {
  if (code === WRONG_PASSWORD) return `MySQL at ${at} refuses the password of ${user} in airflow.cfg (${code})`
  if (code === NO_DATABASE) return `MySQL at ${at} has no database ${name} (${code})`
  if (NO_PERMISSION.has(code)) return `${user} may not use the database ${name} at ${at} (${code})`
  return `MySQL at ${at} refuses the login (${code})`
}

function fixFor(code: number, { user, database: name }: Place, stack: StackConfig) {
  if (NO_PERMISSION.has(code)) return mysqlFix.grant(stack, user, name)
  if (code === NO_DATABASE) return mysqlFix.create(stack, name)
  return mysqlFix.password(stack, user)
}

type Part = Pick<Finding, 'finding' | 'evidence' | 'fix'> & Partial<Pick<Finding, 'status'>>

/** Several schedulers need SKIP LOCKED: MySQL 8.0, MariaDB 10.6. */
function oldServer(version: string): Part[] {
  const [major = 0, minor = 0] = version.split('.').map(part => Number.parseInt(part, 10))
  const isMariadb = /mariadb/i.test(version)
  const isOld = isMariadb ? major < 10 || (major === 10 && minor < 6) : major < 8
  if (!isOld) return []
  const needed = isMariadb ? 'MariaDB 10.6' : 'MySQL 8.0'
  const advice = `move to ${needed} or newer: the schedulers need its SKIP LOCKED`
  return [{ finding: `the server is too old: ${version}`, evidence: [`needed: ${needed}`], fix: { advice } }]
}

const NEEDED = ['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'CREATE', 'DROP', 'ALTER', 'INDEX', 'REFERENCES']

function missingGrants(grants: readonly string[], { user, database: name }: Place, stack: StackConfig): Part[] {
  const missing = privilegesMissing(grants, name)
  if (missing.length === 0) return []
  const finding = `${user} lacks ${missing.join(', ')} on the database ${name}`
  return [
    {
      finding,
      evidence: grants.map(grant => grant.replace(/ IDENTIFIED .*/, '')),
      fix: mysqlFix.grant(stack, user, name),
    },
  ]
}

/** What a role brings is not listed: who has one gets the benefit of the doubt. */
export function privilegesMissing(grants: readonly string[], name: string): string[] {
  if (grants.some(grant => /^GRANT [`'"]/.test(grant))) return []
  const about = grants.flatMap(grant => {
    const [, privileges = '', place = ''] = /^GRANT (.+?) ON (.+?) TO /.exec(grant) ?? []
    return isAbout(place, name) ? [privileges] : []
  })
  const has = (privilege: string) =>
    about.some(list => /^ALL PRIVILEGES/.test(list) || list.split(', ').includes(privilege))
  return NEEDED.filter(privilege => !has(privilege))
}

/** As in *.* or `airflow`.*; in the name of a database _ and % are wildcards, unless escaped. */
function isAbout(place: string, name: string): boolean {
  if (place === '*.*') return true
  const pattern = /^[`"]?(.+?)[`"]?\.\*$/.exec(place)?.[1]
  if (pattern === undefined) return false
  const source = pattern.replace(/\\?[_%]|[.*+?^${}()|[\]\\]/g, found => WILDCARDS[found] ?? `\\${found}`)
  return new RegExp(`^${source}$`).test(name)
}

const WILDCARDS: Readonly<Record<string, string>> = { _: '.', '%': '.*', '\\_': '_', '\\%': '%' }

function wrongCharset(charset: string, { database: name }: Place, stack: StackConfig): Part[] {
  if (charset === 'utf8mb4') return []
  const finding = `the database ${name} has the character set ${charset}: names beyond it become question marks or errors`
  return [{ status: 'warning', finding, evidence: ['expected: utf8mb4'], fix: mysqlFix.charset(stack, name) }]
}
