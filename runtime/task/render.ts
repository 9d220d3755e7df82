import { saveRenderedFields } from '../db/rendered-fields.ts'
import type { AttemptRequest } from '../model/attempt.ts'
import type { TaskSpec } from '../model/dag.ts'
import type { JsonValue } from '../model/keys.ts'
import type { AttemptParts } from './attempt-parts.ts'
import { paramsOf } from './params.ts'

type Fields = Readonly<Record<string, JsonValue>>

/** A task whose template fields have become values. */
export interface RenderedTask {
  readonly fields: Fields
  readonly params: Fields
}

/** Whether no template field holds template text: then there is nothing to render. */
const isStatic = (task: TaskSpec): boolean => !hasTemplate(task.templateFields)

const TEMPLATE = /\{[{%#]/

function hasTemplate(value: JsonValue): boolean {
  if (typeof value === 'string') return TEMPLATE.test(value)
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate)
}

/** Renders the template fields with the run's context. Most tasks have none: the template engine is loaded by the first that has. */
export async function renderTask(parts: AttemptParts, request: AttemptRequest): Promise<RenderedTask> {
  const params = paramsOf(request, parts.settings.confOverridesParams)
  if (isStatic(request.task)) return { fields: request.task.templateFields, params }
  const { renderFields } = await import('./template-context.ts')
  return { fields: await renderFields(parts, request, params), params }
}

/** So short a while may pass before they can be read; a task that ends sooner has them written with its end. */
const PATIENCE_MS = 50

/** Stored for people to read: secrets masked, long values cut ([core] max_templated_field_length). */
export async function saveRendered(parts: AttemptParts, request: AttemptRequest, fields: Fields): Promise<void> {
  const shown = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, masked(value, { name, parts })]),
  )
  if (Object.keys(shown).length === 0) return
  await parts.writes.write({
    key: request,
    work: db => saveRenderedFields(db, request, shown),
    isOneStatement: true,
    patienceMs: PATIENCE_MS,
  })
}

interface Field {
  readonly name: string
  readonly parts: Pick<AttemptParts, 'masker' | 'settings'>
}

function masked(value: JsonValue, scene: Field): JsonValue {
  if (typeof value === 'string')
    return scene.parts.masker.isSensitive(scene.name)
      ? '***'
      : cut(scene.parts.masker.mask(value), scene.parts.settings.longestField)
  if (Array.isArray(value)) return value.map(item => masked(item, scene))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, masked(item, { ...scene, name })]))
}

const cut = (text: string, longest: number): string =>
  text.length <= longest
    ? text
    : `Truncated. You can change this behaviour in [core]max_templated_field_length. ${text.slice(0, longest)}...`
