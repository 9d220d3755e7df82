import { lineTable } from '../figures/line-table.ts'
import { type MemoryCurve, memoryTable } from '../figures/memory-table.ts'
import type { Results } from '../figures/report.ts'
import { conditionsOf, type MachineResults } from './conditions.ts'
import { type PeerResults, peerTable } from './peer-table.ts'

export type Published = Results & MachineResults

/** The kinds of results, in the order of the page, each with its heading and what it shows. */
const SECTIONS: Readonly<Record<string, readonly [heading: string, body: (results: Published) => string]>> = {
  peer: ['Beside Airflow', results => `${peerTable(results as unknown as PeerResults)}${failuresOf(results)}`],
  celery: ['The distributed engine', results => `${lineTable(results.lines)}\n\n${servicesOf(results)}`],
  load: ['A long queue on two workers', results => loadOf(results)],
  embedded: ['The embedded mode', results => lineTable(results.lines)],
}

export const KINDS = Object.keys(SECTIONS)

/** The generated part of the page, from what is published of each kind. */
export function figuresPage(published: readonly Published[]): string {
  return Object.entries(SECTIONS)
    .flatMap(([kind, [heading, body]]) => {
      const results = published.find(one => one.kind === kind)
      return results === undefined ? [] : [`### ${heading}\n\n${conditionsOf(results)}\n\n${body(results)}`]
    })
    .join('\n\n')
}

/** A turn that was missed or cut short is told of, not hidden. */
function failuresOf(results: Published): string {
  const turns = (results['turns'] ?? []) as readonly { readonly contestant: string; readonly failure: string | null }[]
  const cut = turns.flatMap(({ contestant, failure }) => (failure === null ? [] : [`${contestant}: ${failure}`]))
  const all = [...((results['failures'] ?? []) as readonly string[]), ...cut]
  return all.length === 0 ? '' : `\n\nMissed or cut short: ${all.map(firstLine).join('; ')}.`
}

const firstLine = (text: string): string => text.split('\n')[0] ?? ''

function loadOf(results: Published): string {
  const rates = (results['ratesPer10S'] ?? []) as readonly number[]
  const sentence = `Tasks per second in windows of 10 s: ${rates.map(rate => rate.toFixed(0)).join(', ')}.`
  const curves = (results['memory'] ?? {}) as Readonly<Record<string, MemoryCurve>>
  return [lineTable(results.lines), sentence, memoryTable(curves)].join('\n\n')
}

interface ServerWork {
  readonly rowWritesOfTables: Readonly<Record<string, number>>
}

/** Per task of the 50 DAGs x 10, as the database counted. */
function servicesOf(results: Published): string {
  const { w3 } = results['serverWork'] as { readonly w3: ServerWork }
  const each = (value: number) => (value / 500).toFixed(2)
  const tables = Object.entries(w3.rowWritesOfTables).map(([name, rows]) => `${name} ${each(rows)}`)
  return `Row writes per task of the 50 DAGs x 10, by table, as the database counted them: ${tables.join(', ')}.`
}
