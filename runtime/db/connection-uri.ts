import type { Connection } from './connection.ts'
import { InvalidConnection } from './errors.ts'

/**
 * Reads what `AIRFLOW_CONN_…` and `airflow connections add --conn-uri` hold: a URI, or JSON when it starts with `{`
 * (airflow/models/connection.py, 2.10).
 * @throws InvalidConnection
 */
export function parseConnection(connId: string, text: string): Connection {
  return text.trimStart().startsWith('{') ? parseConnectionJson(connId, text) : parseConnectionUri(connId, text)
}

/** Airflow's Connection.get_uri; an extra that is not flat text goes into `__extra__`. */
export function formatConnectionUri(connection: Connection): string {
  const [protocol, host] = splitHost(connection.host ?? '')
  const authority = authorityOf(connection)
  const schema = connection.schema ? `/${quote(connection.schema)}` : ''
  const query = connection.extra ? `${schema === '' ? '/?' : '?'}${queryOf(connection.extra)}` : ''
  const type = `${connection.connType.toLowerCase().replaceAll('_', '-')}://`
  return `${type}${protocol}${authority}${placeOf(host, authority, connection.port)}${schema}${query}`
}

/** Airflow's Connection.as_json: what is not empty, with an extra that is JSON as an object. */
export function formatConnectionJson(connection: Connection): string {
  const { connType, description, login, password, host, port, schema, extra } = connection
  const fields = { conn_type: connType, description, login, password, host, port, schema, extra: extraValue(extra) }
  return JSON.stringify(Object.fromEntries(Object.entries(fields).filter(([, value]) => value)))
}

/** Scheme, optional second scheme (the host's own protocol), login, host, port, path, query. */
const URI =
  /^([A-Za-z][\w+.-]*):\/\/(?:(\w+):\/\/)?(?:([^:@/?]*)(?::([^@/?]*))?@)?([^:/?]*)(?::(\d*))?(?:\/([^?]*))?(?:\?(.*))?$/s

function parseConnectionUri(connId: string, uri: string): Connection {
  const match = URI.exec(uri)
  if (match === null) throw new InvalidConnection(connId, 'it is no connection URI')
  const [, type = '', protocol, login, password, host = '', port, schema = '', query = ''] = match
  return {
    connId,
    connType: normalType(type),
    description: null,
    host: `${protocol === undefined ? '' : `${protocol}://`}${unquote(hostText(host))}`,
    schema: unquote(schema),
    login: login === undefined ? null : unquote(login),
    password: password === undefined ? null : unquote(password),
    port: port ? Number(port) : null,
    extra: extraOf(query),
  }
}

/** A host is case-insensitive, unless it is an escaped path of a socket. */
const hostText = (host: string): string => (unquote(host).includes('/') ? host : host.toLowerCase())

const EXTRA_KEY = '__extra__'

function extraOf(query: string): string | null {
  if (query === '') return null
  const values = Object.fromEntries(new URLSearchParams(query))
  return values[EXTRA_KEY] ?? JSON.stringify(values)
}

function parseConnectionJson(connId: string, text: string): Connection {
  const fields = objectOrNull(text)
  if (fields === null) throw new InvalidConnection(connId, 'it starts like JSON but is none')
  const unknown = Object.keys(fields).find(name => !JSON_FIELDS.includes(name))
  if (unknown !== undefined) {
    throw new InvalidConnection(connId, `its JSON has a field ${unknown}, known are ${JSON_FIELDS.join(', ')}`)
  }
  const { extra, port } = fields
  return {
    connId,
    connType: normalType(textOf(fields['conn_type']) ?? ''),
    description: textOf(fields['description']),
    host: textOf(fields['host']),
    schema: textOf(fields['schema']),
    login: textOf(fields['login']),
    password: textOf(fields['password']),
    port: port ? Number(port) : null,
    extra: extra ? jsonText(extra) : null,
  }
}

const JSON_FIELDS = ['conn_type', 'description', 'host', 'schema', 'login', 'password', 'port', 'extra']

/** Null instead of the parser's error, which quotes the text and so maybe a password. */
function objectOrNull(text: string): { [field: string]: unknown } | null {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return null
  }
}

const jsonText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))

const textOf = (value: unknown): string | null => (value === undefined || value === null ? null : String(value))

const normalType = (type: string): string => (type === 'postgresql' ? 'postgres' : type.replaceAll('-', '_'))

function splitHost(host: string): [protocol: string, host: string] {
  const end = host.indexOf('://')
  return end === -1 ? ['', host] : [host.slice(0, end + 3), host.slice(end + 3)]
}

function authorityOf({ login, password }: Connection): string {
  const text = `${login === null ? '' : quote(login)}${password === null ? '' : `:${quote(password)}`}`
  return text === '' ? '' : `${text}@`
}

function placeOf(host: string, authority: string, port: number | null): string {
  if (!port) return quote(host)
  return host === '' && authority === '' ? `@:${port}` : `${quote(host)}:${port}`
}

function queryOf(extra: string): string {
  const value = extraValue(extra)
  const isFlat = isRecord(value) && Object.values(value).every(item => typeof item === 'string')
  const fields = isFlat && Object.keys(value).length > 0 ? (value as Record<string, string>) : { [EXTRA_KEY]: extra }
  return new URLSearchParams(fields).toString()
}

function extraValue(extra: string | null): unknown {
  if (!extra) return null
  try {
    return JSON.parse(extra)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return extra
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Python's quote(text, safe=''). */
const quote = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, mark => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)

function unquote(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch (error) {
    if (!(error instanceof URIError)) throw error
    return text
  }
}
