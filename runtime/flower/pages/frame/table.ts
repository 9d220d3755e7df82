import { type Html, type HtmlValue, html } from './html.ts'

export interface Column<Row> {
  readonly says: string
  /** Instead of the words, e.g. a link that sorts. */
  readonly head?: HtmlValue
  readonly kind?: 'number' | 'time' | 'name' | 'whole' | 'host'
  readonly cell: (row: Row) => HtmlValue
}

/** A table that becomes a list of cards on narrow screens. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[], empty: HtmlValue): Html {
  const heads = columns.map(({ says, head, kind = '' }) => html`<th scope="col" class="${kind}">${head ?? says}</th>`)
  const cells = (row: Row) =>
    columns.map(({ says, kind = '', cell }) => html`<td class="${kind}" data-label="${says}">${cell(row)}</td>`)
  const body =
    rows.length === 0
      ? html`<tr><td class="empty" colspan="${columns.length}">${empty}</td></tr>`
      : rows.map(row => html`<tr>${cells(row)}</tr>\n`)
  return html`<div class="panel"><table class="cards"><thead><tr>${heads}</tr></thead><tbody>${body}</tbody></table></div>`
}
