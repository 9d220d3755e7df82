/** What reportOn keeps of the machine. */
export interface MachineResults {
  readonly machine: {
    readonly cpu?: string
    readonly cores: number
    readonly memoryGiB: number
    readonly system?: string
    readonly node: string
    readonly commit: string | null
    readonly at: string
  }
}

/** Up to this share of the machine's cores others may use for figures to count as those of a quiet machine. */
const QUIET_SHARE = 0.05

/** One paragraph: where, when, from which commit, and how much of the machine others used meanwhile. */
export function conditionsOf(results: MachineResults & Readonly<Record<string, unknown>>): string {
  const { cpu = 'unknown CPU', cores, memoryGiB, system = 'Linux', node, commit, at } = results.machine
  const busy = foreignCores(results)
  const place = `${cores} cores (${cpu}), ${memoryGiB} GiB, ${system}, Node.js ${node}`
  return `Measured at ${at.slice(0, 16).replace('T', ' ')} UTC on ${place}, commit ${commit ?? 'unknown'}. ${sentenceOf(busy, cores)}`
}

function sentenceOf(busy: number | null, cores: number): string {
  if (busy === null) return 'How busy the machine was otherwise is not known.'
  const use = `Other processes used ${busy.toFixed(2)} of ${cores} cores meanwhile`
  if (busy <= cores * QUIET_SHARE) return `${use}: a quiet machine.`
  return `${use}: **the machine was shared with other work**, so compare within this table only.`
}

/** Over all measurements that are anywhere in the results; null where there is none. */
export function foreignCores(results: unknown): number | null {
  const sums = measurementsIn(results).reduce(
    ({ cpuS, wallS }, one) => ({ cpuS: cpuS + one.cpuS.foreign, wallS: wallS + one.wallS }),
    { cpuS: 0, wallS: 0 },
  )
  return sums.wallS === 0 ? null : sums.cpuS / sums.wallS
}

interface Timed {
  readonly wallS: number
  readonly cpuS: { readonly foreign: number }
}

function measurementsIn(value: unknown): Timed[] {
  if (typeof value !== 'object' || value === null) return []
  if (isTimed(value)) return [value]
  return Object.values(value).flatMap(measurementsIn)
}

const isTimed = (value: object): value is Timed =>
  'wallS' in value && 'cpuS' in value && typeof (value.cpuS as Partial<Timed['cpuS']>).foreign === 'number'
