import i18next from 'i18next'
import type { ConnectionLine } from '../../../../runtime/api/ui/contract/connections.ts'
import { isChecked, numberOf, textOf } from '../../form/form-values.ts'
import { jsonProblem, looksLikeJson } from '../../form/json.ts'
import { FieldError } from '../../form/problem.ts'
import { hasMask, MASK } from '../mask.ts'

/** Airflow's Connection, as it is sent. */
export interface ConnectionBody {
  readonly connection_id?: string
  readonly conn_type: string
  readonly description: string | null
  readonly host: string | null
  readonly schema: string | null
  readonly login: string | null
  readonly port: number | string | null
  readonly extra: string | null
  /** Left out, it stays what it is. */
  readonly password?: string | null
}

/** What the form says. `stored` is the connection that it changes, null for a new one. @throws FieldError */
export function bodyOf(form: FormData, stored: ConnectionLine | null): ConnectionBody {
  const extra = textOf(form, 'extra')
  refuseExtra(extra, stored)
  return {
    ...(stored === null ? { connection_id: textOf(form, 'connection_id') ?? '' } : {}),
    conn_type: textOf(form, 'conn_type') ?? '',
    description: textOf(form, 'description'),
    host: textOf(form, 'host'),
    schema: textOf(form, 'schema'),
    login: textOf(form, 'login'),
    port: numberOf(form, 'port'),
    extra,
    ...passwordOf(form),
  }
}

/** To be tried, not stored: the server knows the password whose mask this sends. */
export function testBodyOf(form: FormData, stored: ConnectionLine | null): ConnectionBody {
  const body = bodyOf(form, stored)
  if (stored === null) return body
  return { password: stored.hasPassword ? MASK : null, ...body, connection_id: stored.connId }
}

/** A field that is left empty leaves the stored password as it is. */
function passwordOf(form: FormData): Pick<ConnectionBody, 'password'> {
  const typed = String(form.get('password') ?? '')
  if (isChecked(form, 'no_password')) return { password: null }
  return typed === '' ? {} : { password: typed }
}

/** Airflow's hooks read JSON. A mask stands for what is stored, so that a new connection can have none. */
function refuseExtra(extra: string | null, stored: ConnectionLine | null): void {
  if (extra === null) return
  if (stored === null && hasMask(extra)) throw new FieldError('extra', i18next.t('admin.maskOnly'))
  if (extra === MASK) return
  const problem = looksLikeJson(extra) ? jsonProblem(extra) : '{ "key": "value", … }'
  if (problem !== null) throw new FieldError('extra', i18next.t('form.badJson', { problem }))
}
