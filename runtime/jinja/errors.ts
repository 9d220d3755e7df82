import { SlipstreamError } from '../model/errors.ts'

/** Where in a template something went wrong: a line counted from 1 and the text of the tag, e.g. `{{ foo }}`. */
export interface Place {
  readonly line: number
  readonly text: string
}

/** A template cannot be rendered. `problem` is the fact alone; the message adds line and text once they are known. */
export class TemplateError extends SlipstreamError {
  override readonly name: string = 'TemplateError'
  readonly problem: string
  #place: Place | null = null

  constructor(problem: string, options?: ErrorOptions) {
    super(problem, options)
    this.problem = problem
  }

  get line(): number | null {
    return this.#place?.line ?? null
  }

  get expression(): string | null {
    return this.#place?.text ?? null
  }

  /** Adds the place; the first (innermost) one stays. */
  locate(place: Place): this {
    if (this.#place !== null) return this
    this.#place = place
    this.message = `${this.problem} (template line ${place.line}: ${shorten(place.text)})`
    return this
  }
}

/** The text is not a template: Jinja2's TemplateSyntaxError. */
export class TemplateSyntaxError extends TemplateError {
  override readonly name = 'TemplateSyntaxError'
}

/** A variable, attribute or element that does not exist was used: Jinja2's StrictUndefined. */
export class TemplateUndefinedError extends TemplateError {
  override readonly name = 'TemplateUndefinedError'
}

/** An operation does not fit its values: Python's TypeError, ValueError, KeyError, ZeroDivisionError… */
export class TemplateValueError extends TemplateError {
  override readonly name = 'TemplateValueError'
}

/** The template computes or writes more than it is allowed to, or does not end. */
export class TemplateLimitError extends TemplateError {
  override readonly name = 'TemplateLimitError'
}

/** `include`, `import` or `extends` names a template that the loader does not have. */
export class TemplateNotFoundError extends TemplateError {
  override readonly name = 'TemplateNotFoundError'

  constructor(templateName: string, options?: ErrorOptions) {
    super(`Template "${templateName}" not found. Check the name and template_searchpath`, options)
  }
}

/** The template names a template to include, but nothing was given to load it with. */
export class TemplateLoaderMissing extends TemplateError {
  override readonly name = 'TemplateLoaderMissing'

  constructor(templateName: string) {
    super(`Loading "${templateName}" is not supported here: put its text into this template`)
  }
}

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length > 120 ? `${line.slice(0, 117)}...` : line
}
