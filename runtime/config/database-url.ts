import { DatabaseUrlError } from './errors.ts'

export interface SqliteUrl {
  readonly dialect: 'sqlite'
  /** `:memory:` when the URL names no file. */
  readonly path: string
}

export interface MysqlUrl {
  readonly dialect: 'mysql'
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
  readonly query: Readonly<Record<string, string>>
}

export type DatabaseUrl = SqliteUrl | MysqlUrl

/** Reads a SQLAlchemy URL. Throws DatabaseUrlError for anything but SQLite and MySQL. */
export function parseDatabaseUrl(url: string): DatabaseUrl {
  const parts = urlPattern.exec(url.trim())?.groups
  if (parts === undefined) {
    throw new DatabaseUrlError(`"${maskedUrl(url)}" is not a URL such as mysql://user:password@host:3306/database`)
  }
  const dialect = (parts['scheme'] as string).split('+')[0]
  if (dialect === 'sqlite') return { dialect, path: parts['database'] || ':memory:' }
  if (dialect === 'mysql') return mysqlUrl(url, parts)
  throw new DatabaseUrlError(`"${maskedUrl(url)}" names ${dialect}, but only mysql and sqlite are supported`)
}

/** The URL, database or broker, with its password shown as `***`. Hides too much rather than too little. */
export function maskedUrl(url: string): string {
  return url.replace(/(:\/\/[^:/@]*:).*@/s, '$1***@').replace(/([?&](?:password|passwd)=)[^&]*/gi, '$1***')
}

// SQLAlchemy's grammar: user and password may hold anything but their own delimiter, so @ : / are percent-encoded.
const urlPattern =
  /^(?<scheme>[\w+]+):\/\/(?:(?<user>[^:/@]*)(?::(?<password>[^@]*))?@)?(?:\[(?<ipv6>[^/?\]]+)\]|(?<host>[^/:?@[]+))?(?::(?<port>[^/?@]*))?(?:\/(?<database>[^?]*))?(?:\?(?<query>.*))?$/

function mysqlUrl(url: string, parts: Record<string, string | undefined>): MysqlUrl {
  const database = parts['database']
  if (!database) throw new DatabaseUrlError(`"${maskedUrl(url)}" names no database: add it as in mysql://host/airflow`)
  return {
    dialect: 'mysql',
    host: parts['ipv6'] ?? parts['host'] ?? 'localhost',
    port: portOf(url, parts['port']),
    user: decoded(url, parts['user']),
    password: decoded(url, parts['password']),
    database,
    query: Object.fromEntries(new URLSearchParams(parts['query'] ?? '')),
  }
}

function portOf(url: string, text: string | undefined): number {
  if (!text) return 3306
  const port = Number(text)
  if (/^\d+$/.test(text) && port >= 1 && port <= 65535) return port
  throw new DatabaseUrlError(`"${maskedUrl(url)}" has the port "${text}", expected a number from 1 to 65535`)
}

function decoded(url: string, text = ''): string {
  try {
    return decodeURIComponent(text)
  } catch (cause) {
    throw new DatabaseUrlError(
      `"${maskedUrl(url)}" has a user or password with a bad percent-encoding: write % itself as %25`,
      { cause },
    )
  }
}
