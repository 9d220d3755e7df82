import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { isoMoment } from '../../runtime/jinja/airflow/date-time-type.ts'
import { dateVariables } from '../../runtime/jinja/airflow/date-variables.ts'
import { macros } from '../../runtime/jinja/airflow/macros.ts'
import { TemplateDateTime } from '../../runtime/jinja/airflow/time/date-time.ts'
import { zoneOf } from '../../runtime/jinja/airflow/time/zone.ts'
import {
  TemplateError,
  TemplateNotFoundError,
  TemplateSyntaxError,
  TemplateUndefinedError,
} from '../../runtime/jinja/errors.ts'
import { renderTemplate } from '../../runtime/jinja/render.ts'
import type { TemplateContext } from '../../runtime/jinja/run.ts'
import type { JsonValue } from '../../runtime/model/keys.ts'

/** One case of fixtures/corpus/*.json; what is expected was written by Jinja2 itself (fixtures/make-corpus.py). */
interface Case {
  readonly template: string
  readonly context?: { readonly [name: string]: JsonValue }
  readonly dates?: string
  readonly expected?: string
  readonly error?: { readonly kind: string; readonly line: number | null; readonly message: string }
}

const NOW = Date.UTC(2026, 10, 25, 12)
const clock = (): number => NOW
const corpus = new URL('./fixtures/corpus/', import.meta.url)
const loaded: Readonly<Record<string, string>> = {
  'greeting.txt': 'Hello {{ name }}!\n',
  'macros.txt': '{% macro shout(x) %}{{ x | upper }}!{% endmacro %}{% set answer = 42 %}ignored',
  'base.txt': '<{% block title %}base{% endblock %}|{% block body %}{% endblock %}>',
  'middle.txt': "{% extends 'base.txt' %}{% block title %}middle {{ super() }}{% endblock %}",
  'broken.txt': 'line one\n{{ nope }}',
}

for (const file of readdirSync(corpus)) {
  const cases = JSON.parse(readFileSync(new URL(file, corpus), 'utf8')) as readonly Case[]
  describe(`as Jinja2: ${file}`, () => {
    test.each(cases)('$template', example => {
      const outcome = render(example)
      if (example.expected !== undefined) expect(outcome).toBe(example.expected)
      else expect(outcome).toMatchObject(expectedError(example))
    })
  })
}

function render(example: Case): unknown {
  try {
    return renderTemplate(example.template, contextOf(example), { loader: name => loaded[name] })
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    return { kind: kindOf(error), line: error.line, problem: error.problem }
  }
}

/** The words of undefined errors are Jinja2's; of other errors kind and line count. */
function expectedError({ error }: Case): object {
  const { kind, line, message } = error as NonNullable<Case['error']>
  return { kind, ...(line === null ? {} : { line }), ...(kind === 'undefined' ? { problem: message } : {}) }
}

function kindOf(error: TemplateError): string {
  if (error instanceof TemplateUndefinedError) return 'undefined'
  if (error instanceof TemplateSyntaxError) return 'syntax'
  return error instanceof TemplateNotFoundError ? 'notFound' : 'value'
}

function contextOf({ context = {}, dates }: Case): TemplateContext {
  const given = Object.fromEntries(Object.entries(context).map(([name, value]) => [name, decode(value)]))
  if (dates === undefined) return given
  const logicalDateMs = isoMoment(dates).ms
  const day = 86_400_000
  const variables = dateVariables({
    logicalDateMs,
    dataIntervalStartMs: logicalDateMs,
    dataIntervalEndMs: logicalDateMs + day,
    prevLogicalDateMs: logicalDateMs - day,
    nextLogicalDateMs: logicalDateMs + day,
    clock,
  })
  return { ...variables, macros: macros({ clock }), ...given }
}

/** `{"$datetime": …, "tz": …}` stands for a DateTime. */
function decode(value: JsonValue): unknown {
  if (typeof value !== 'object' || value === null || !('$datetime' in value)) return value
  const { $datetime: text, tz = 'UTC' } = value as { readonly $datetime: string; readonly tz?: string }
  const zone = zoneOf(tz)
  return new TemplateDateTime({ ms: zone.toMs(isoMoment(text).ms), zone }, { clock })
}
