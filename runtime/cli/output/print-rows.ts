import { type Printable, pythonJson, pythonText } from './python-text.ts'
import { plainTable, type Row, simpleTable } from './tables.ts'
import { yamlText } from './yaml.ts'

export const OUTPUT_FORMATS = ['table', 'json', 'yaml', 'plain'] as const
export type OutputFormat = (typeof OUTPUT_FORMATS)[number]

/** Prints as `airflow … --output` of 2.x does. */
export function printRows(rows: readonly Row[], output: OutputFormat): void {
  console.log(formatRows(rows, output))
}

/** All but lists, objects and null is text, also in JSON and YAML (Airflow's AirflowConsole). */
export function formatRows(rows: readonly Row[], output: OutputFormat): string {
  if (output === 'table') return rows.length === 0 ? NO_DATA : simpleTable(rows.map(joinLists))
  const data = rows.map(row => asText(row) as Row)
  if (output === 'json') return pythonJson(data)
  if (output === 'yaml') return yamlText(data)
  return rows.length === 0 ? NO_DATA : plainTable(data)
}

const NO_DATA = 'No data found'

const joinLists = (row: Row): Row =>
  Object.fromEntries(
    Object.entries(row).map(([name, cell]) => [name, isList(cell) ? cell.map(pythonText).join(',') : cell]),
  )

const isList = (cell: Printable): cell is readonly Printable[] => Array.isArray(cell)

function asText(cell: Printable): Printable {
  if (cell === null) return null
  if (isList(cell)) return cell.map(asText)
  if (typeof cell !== 'object') return pythonText(cell)
  return Object.fromEntries(Object.entries(cell).map(([key, item]) => [key, asText(item)]))
}
