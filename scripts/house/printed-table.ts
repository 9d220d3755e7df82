const start = '<!-- dependency table: start (node scripts/dependency-table.ts --write) -->'
const end = '<!-- dependency table: end -->'

/** The dependency table as Markdown; the folders of the runtime stand under their short names on the right. */
export function printTable(table: Readonly<Record<string, readonly string[]>>): string {
  const rows = Object.entries(table).map(([folder, allowed]) => `| \`${folder}\` | ${printAllowed(allowed)} |`)
  return ['| folder | may import |', '|---|---|', ...rows].join('\n')
}

/** The text with the table between its two markers. Throws when the markers are not there. */
export function withTable(text: string, table: string): string {
  const from = text.indexOf(start)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`Expected the lines "${start}" and "${end}", in this order`)
  return `${text.slice(0, from + start.length)}\n\n${table}\n\n${text.slice(to)}`
}

function printAllowed(allowed: readonly string[]): string {
  if (allowed.length === 0) return 'nothing but itself'
  return allowed.map(place => place.replace(/^runtime\//, '')).join(', ')
}
