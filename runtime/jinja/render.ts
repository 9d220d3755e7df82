import { SlipstreamError } from '../model/errors.ts'
import { TemplateError, TemplateLimitError } from './errors.ts'
import { executeTemplate } from './evaluate/loading.ts'
import { type Output, TextOutput } from './evaluate/output.ts'
import { Scope } from './evaluate/scope.ts'
import { executeBody } from './evaluate/statement.ts'
import { Pending, type Rounds, settle } from './pending.ts'
import { parsedTemplate, type RenderOptions, type TemplateContext, TemplateRun } from './run.ts'

/**
 * Renders as Jinja2 with StrictUndefined and without autoescape does, with Python's values. Throws TemplateError with line
 * and text; Pending when a host function needs data that only renderTemplateAsync can load.
 */
export function renderTemplate(source: string, context: TemplateContext, options: RenderOptions = {}): string {
  return renderInto(source, { context, options }, run => new TextOutput(run.budget)).written
}

/** As renderTemplate, for host functions that look things up with asyncLookup in the same cache. */
export const renderTemplateAsync = (
  source: string,
  context: TemplateContext,
  options: RenderOptions & Rounds,
): Promise<string> => settle(() => renderTemplate(source, context, options), options)

/** Renders into any output; gives the output. */
export function renderInto<T extends Output>(
  source: string,
  { context, options }: { context: TemplateContext; options: RenderOptions },
  outputOf: (run: TemplateRun) => T,
): T {
  const template = parsedTemplate(source)
  const run = new TemplateRun(context, options, template.mayChangeValues)
  const output = outputOf(run)
  const scope = Scope.top(run.given)
  try {
    executeTemplate(template, { run, scope, top: scope, output, execute: executeBody })
  } catch (error) {
    throw explained(error, run)
  }
  return output
}

/** What we can explain gets its place; bugs stay as they are. */
function explained(error: unknown, { place }: TemplateRun): unknown {
  if (error instanceof Pending) {
    error.place = place
    return error
  }
  const explanation = explanationOf(error)
  return explanation === null || place === null ? (explanation ?? error) : explanation.locate(place)
}

function explanationOf(error: unknown): TemplateError | null {
  if (error instanceof TemplateError) return error
  if (error instanceof SlipstreamError) return new TemplateError(error.message, { cause: error })
  return error instanceof RangeError ? limitOf(error) : null
}

/** What the engine below us cannot hold. */
function limitOf(cause: RangeError): TemplateLimitError | null {
  if (cause.message.startsWith('Maximum call stack')) {
    return new TemplateLimitError('The template nests too deeply: a macro or include calls itself without end', {
      cause,
    })
  }
  if (!/^Invalid (?:string|array|count)/.test(cause.message)) return null
  return new TemplateLimitError('The template makes a text or list that is too long', { cause })
}
