import type { JsonValue } from '../model/keys.ts'
import type { Budget } from './budget.ts'
import { TemplateError } from './errors.ts'
import type { Output } from './evaluate/output.ts'
import { renderInto } from './render.ts'
import type { RenderOptions, TemplateContext } from './run.ts'
import { parseLiteral } from './syntax/expressions/literal.ts'
import { toJsonValue } from './values/json-value.ts'
import { requireDefined } from './values/python-types.ts'
import { toText } from './values/to-text.ts'

/** As Jinja2's NativeEnvironment: one expression alone keeps its type, and text that is a Python literal becomes its value. */
export function renderNative(source: string, context: TemplateContext, options: RenderOptions = {}): JsonValue {
  const { parts, budget } = renderInto(source, { context, options }, run => new PartsOutput(run.budget))
  if (parts.length === 0) return null
  const [first] = parts
  if (parts.length === 1 && typeof first !== 'string') return toJsonValue(first, budget)
  return literalOrText(budget.text(parts.map(part => toText(part, budget)).join('')), budget)
}

class PartsOutput implements Output {
  readonly parts: unknown[] = []
  readonly budget: Budget

  constructor(budget: Budget) {
    this.budget = budget
  }

  text(text: string): void {
    this.parts.push(text)
  }

  value(value: unknown): void {
    this.parts.push(requireDefined(value))
  }
}

function literalOrText(text: string, budget: Budget): JsonValue {
  try {
    const value = parseLiteral(text)
    return value === undefined ? text : toJsonValue(value, budget)
  } catch (error) {
    if (error instanceof TemplateError) return text
    throw error
  }
}
