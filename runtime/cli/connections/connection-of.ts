import type { Connection } from '../../db/connection.ts'
import { parseConnection } from '../../db/connection-uri.ts'
import { CommandFailed } from '../frame/errors.ts'
import { pythonRepr } from '../output/python-text.ts'

export interface AddOptions {
  readonly connUri?: string
  readonly connJson?: string
  readonly connType?: string
  readonly connDescription?: string
  readonly connHost?: string
  readonly connLogin?: string
  readonly connPassword?: string
  readonly connSchema?: string
  readonly connPort?: number
  readonly connExtra?: string
}

/** The connection that the options describe. @throws CommandFailed, InvalidConnection */
export function connectionOf(connId: string, options: AddOptions): Connection {
  if (!/^[\w.-]{1,200}$/.test(connId))
    throw new CommandFailed(
      `Could not create connection. The conn_id '${connId}' must have up to 200 letters, digits, dashes, dots and underscores`,
    )
  const { connUri, connJson, connType } = options
  if (connUri !== undefined && connJson !== undefined)
    throw new CommandFailed('Cannot supply both conn-uri and conn-json')
  if (connUri !== undefined) return fromText(connId, options, { text: connUri, flag: '--conn-uri' })
  if (connJson !== undefined) return fromText(connId, options, { text: connJson, flag: '--conn-json' })
  if (connType === undefined)
    throw new CommandFailed('Must supply either conn-uri or conn-json if not supplying conn-type')
  return fromParts(connId, connType, options)
}

interface Source {
  readonly text: string
  readonly flag: '--conn-uri' | '--conn-json'
}

function fromText(connId: string, options: AddOptions, { text, flag }: Source): Connection {
  const others = {
    conn_type: options.connType,
    conn_host: options.connHost,
    conn_login: options.connLogin,
    conn_password: options.connPassword,
    conn_schema: options.connSchema,
    conn_port: options.connPort,
  }
  const wrong = Object.entries(others)
    .filter(([, value]) => value !== undefined)
    .map(([name]) => name)
  if (flag === '--conn-json' && options.connExtra !== undefined) wrong.push('--conn-extra')
  if (wrong.length > 0)
    throw new CommandFailed(`The following args are not compatible with the ${flag} flag: ${pythonRepr(wrong)}`)
  const connection = parseConnection(connId, text)
  if (connection.connType === '') throw new CommandFailed('conn-json is invalid; must supply conn-type')
  return {
    ...connection,
    description: options.connDescription ?? connection.description,
    extra: options.connExtra ?? connection.extra,
  }
}

const fromParts = (connId: string, connType: string, options: AddOptions): Connection => ({
  connId,
  connType,
  description: options.connDescription ?? null,
  host: options.connHost ?? null,
  schema: options.connSchema ?? null,
  login: options.connLogin ?? null,
  password: options.connPassword ?? null,
  port: options.connPort ?? null,
  extra: options.connExtra ?? null,
})
