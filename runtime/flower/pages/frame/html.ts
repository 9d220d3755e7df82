import { escapeHtml } from '../../../service/escape-html.ts'

/** Markup that is safe to send; made by `html` only, so that nothing else passes unescaped. */
export class Html {
  readonly #markup: string

  constructor(markup: string) {
    this.#markup = markup
  }

  toString(): string {
    return this.#markup
  }
}

export type HtmlValue = Html | string | number | null | readonly HtmlValue[]

/** Markup with values in it: texts are escaped, lists are joined, null is nothing. */
export const html = (parts: TemplateStringsArray, ...values: readonly HtmlValue[]): Html =>
  new Html(
    parts.map((part, index) => part + (index < values.length ? markupOf(values[index] as HtmlValue) : '')).join(''),
  )

/** A part of a page that the script brings up to date; forms stand outside, so that nobody loses what they type. */
export const live = (id: string, content: HtmlValue): Html => html`<div id="${id}" data-live>${content}</div>`

function markupOf(value: HtmlValue): string {
  if (value === null) return ''
  if (value instanceof Html) return value.toString()
  if (isList(value)) return value.map(markupOf).join('')
  return escapeHtml(String(value))
}

const isList = (value: HtmlValue): value is readonly HtmlValue[] => Array.isArray(value)
