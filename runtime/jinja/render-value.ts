import type { JsonValue } from '../model/keys.ts'
import { renderNative } from './native.ts'
import { type Rounds, settle } from './pending.ts'
import { renderTemplate } from './render.ts'
import type { RenderOptions, TemplateContext } from './run.ts'
import { normalize } from './syntax/lexer/lexer.ts'

export interface ValueOptions extends RenderOptions {
  /** Airflow's render_template_as_native_obj: `{{ [1, 2] }}` becomes a list instead of its text. */
  readonly native?: boolean
}

/** Renders a template field as Airflow does: every text in lists and dicts, but no keys; all else stays as it is. */
export function renderValue(value: JsonValue, context: TemplateContext, options: ValueOptions = {}): JsonValue {
  if (typeof value === 'string') return renderText(value, context, options)
  if (value === null || typeof value !== 'object') return value
  if (isList(value)) return value.map(item => renderValue(item, context, options))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderValue(item, context, options)]))
}

export const renderValueAsync = (
  value: JsonValue,
  context: TemplateContext,
  options: ValueOptions & Rounds,
): Promise<JsonValue> => settle(() => renderValue(value, context, options), options)

/** Whether rendering could change the text by more than its last newline. */
export const isTemplate = (text: string): boolean => text.includes('{{') || text.includes('{%') || text.includes('{#')

function renderText(text: string, context: TemplateContext, options: ValueOptions): JsonValue {
  if (options.native === true) return renderNative(text, context, options)
  return isTemplate(text) ? renderTemplate(text, context, options) : normalize(text)
}

/** Array.isArray does not narrow readonly arrays. */
const isList = (value: JsonValue): value is readonly JsonValue[] => Array.isArray(value)
