import { isJsonObject } from '../../form/json.ts'

/** What an audit event says of a change, made readable. */
export interface AuditChange {
  readonly fields: readonly ChangedField[]
  /** All else that was asked for; null where there is nothing. */
  readonly request: string | null
}

/** Null stands for a side on which there was nothing. */
export interface ChangedField {
  readonly name: string
  readonly before: string | null
  readonly after: string | null
}

/** What is created with an empty field did not change it. */
const NOTHING = 'null'

/** Reads `log.extra`: JSON with `before` and `after`, other JSON, or free text. */
export function readAuditChange(extra: string | null): AuditChange {
  const parsed = extra === null ? null : parsedOf(extra)
  if (!isJsonObject(parsed)) return { fields: [], request: extra === '' ? null : extra }
  const { before, after, ...request } = parsed
  const isChange = 'before' in parsed || 'after' in parsed
  return {
    fields: isChange ? changedFields(before, after) : [],
    request: Object.keys(request).length === 0 ? null : JSON.stringify(request, null, 2),
  }
}

/** Of two objects the fields that differ; of anything else both as they are. */
function changedFields(before: unknown, after: unknown): ChangedField[] {
  const [old, now] = [before ?? {}, after ?? {}]
  if (!isJsonObject(old) || !isJsonObject(now)) return [{ name: '', before: textOf(before), after: textOf(after) }]
  const names = new Set([...Object.keys(old), ...Object.keys(now)])
  return [...names]
    .map(name => ({ name, before: textOf(old[name]), after: textOf(now[name]) }))
    .filter(field => (field.before ?? NOTHING) !== (field.after ?? NOTHING))
}

/** Lists have an entry a line, since they are long: each task instance that was cleared, with the state that it had. */
function textOf(value: unknown): string | null {
  if (value === undefined) return null
  if (Array.isArray(value)) return value.map(one => compact(one)).join('\n')
  return compact(value)
}

function compact(value: unknown): string {
  if (typeof value === 'string') return value
  if (!isJsonObject(value)) return JSON.stringify(value)
  return Object.entries(value)
    .map(([name, part]) => `${name}: ${compact(part)}`)
    .join(', ')
}

function parsedOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
