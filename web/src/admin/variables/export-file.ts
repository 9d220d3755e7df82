import type { VariableLine } from '../../../../runtime/api/ui/contract/variables.ts'

/** Saves variables in the form of `airflow variables export`; secrets stay masked, what cannot be read is left out. */
export function saveExport(lines: readonly VariableLine[]): void {
  const url = URL.createObjectURL(new Blob([exportText(lines)], { type: 'application/json' }))
  const link = document.createElement('a')
  link.href = url
  link.download = 'variables.json'
  link.click()
  URL.revokeObjectURL(url)
}

/** Descriptions are not part of it: what reads the file would take them for values. */
function exportText(lines: readonly VariableLine[]): string {
  const entries = lines.flatMap(({ key, value }) => (value === null ? [] : [[key, meaning(value)] as const]))
  return `${JSON.stringify(Object.fromEntries(entries), null, 4)}\n`
}

/** Airflow writes JSON as what it means. */
function meaning(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
