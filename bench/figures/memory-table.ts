import { type Point, slopeOf } from './over-time.ts'

/** Memory of one program over time, MiB; its tasks do not count. */
export interface MemoryCurve {
  readonly pss: readonly Point[]
  readonly rss: readonly Point[]
}

/** The first part of a run is not looked at: a program that has just started grows into its work. */
const SETTLED_AFTER = 0.2

/** Markdown: the slope is that of the straight line that fits best. */
export function memoryTable(curves: Readonly<Record<string, MemoryCurve>>): string {
  const rows = Object.entries(curves).map(([name, curve]) => `| ${[name, ...cellsOf(curve)].join(' | ')} |`)
  const head = '| memory under load | PSS lowest to highest | at the end | slope of PSS | highest RSS |'
  return [head, '|---|---|---|---|---|', ...rows].join('\n')
}

function cellsOf({ pss, rss }: MemoryCurve): string[] {
  const settled = pss.slice(Math.floor(pss.length * SETTLED_AFTER))
  const sizes = settled.map(point => point.value)
  const mib = (size: number | undefined) => `${(size ?? Number.NaN).toFixed(0)} MiB`
  return [
    `${mib(Math.min(...sizes))} to ${mib(Math.max(...sizes))}`,
    mib(sizes.at(-1)),
    `${(slopeOf(settled) * 60).toFixed(1)} MiB a minute`,
    mib(Math.max(...rss.map(point => point.value))),
  ]
}
