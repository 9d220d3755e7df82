import type { BrokerFloor } from '../celery/round-trip.ts'
import type { Floors } from '../figures/floor.ts'
import type { CeleryFloor } from '../peer/raw-celery.ts'
import type { Turn } from '../peer/turn.ts'
import { type PeerFigures, peerFigures, type Spread } from './peer-figures.ts'

/** What a run beside Airflow left behind. */
export interface PeerResults {
  readonly turns: readonly Turn[]
  readonly floors: Floors & { readonly broker: BrokerFloor; readonly celery: CeleryFloor }
}

interface Row {
  readonly what: string
  readonly figure: keyof PeerFigures
  readonly unit: (value: number) => string
  readonly floor: (floors: PeerResults['floors']) => string
  readonly budget: string
}

const PEERS = ['airflow-2.11', 'airflow-3.3'] as const

const seconds = (value: number): string => (value < 10 ? `${value.toFixed(2)} s` : `${value.toFixed(1)} s`)
const millis = (value: number): string => `${(value * 1000).toFixed(value < 0.1 ? 1 : 0)} ms`
const none = () => '-'

const ROWS: readonly Row[] = [
  {
    what: '40 bash tasks in a row',
    figure: 'chainS',
    unit: seconds,
    floor: ({ chainS, celery }) => `${seconds(chainS)} to spawn them, ${seconds(celery.chainS)} through raw Celery`,
    budget: '0.6 s, 20 times',
  },
  {
    what: '1 -> 100 -> 1',
    figure: 'fanS',
    unit: seconds,
    floor: ({ fanS }) => `${seconds(fanS)} to spawn them`,
    budget: '0.9 s, 20 times',
  },
  {
    what: '50 DAGs x 10 at once',
    figure: 'manyS',
    unit: seconds,
    floor: ({ manyS }) => `${seconds(manyS)} to spawn them`,
    budget: '4 s',
  },
  {
    what: 'end of upstream -> start of downstream, p50',
    figure: 'gapP50S',
    unit: millis,
    floor: ({ broker, celery }) =>
      `${millis(broker.roundTripS.p50)} through RabbitMQ and back, ${millis(celery.roundTripS)} raw Celery`,
    budget: '10 ms',
  },
  { what: 'the same, p95', figure: 'gapP95S', unit: millis, floor: none, budget: 'p99 50 ms' },
  { what: 'trigger -> first task running, p50', figure: 'startP50S', unit: millis, floor: none, budget: '15 ms' },
  { what: 'the same, p95', figure: 'startP95S', unit: millis, floor: none, budget: 'p99 60 ms' },
  {
    what: 'CPU per task, the task included',
    figure: 'ownCpuPerTaskS',
    unit: millis,
    floor: ({ cpuPerProcessS }) => `${millis(cpuPerProcessS)} is the process`,
    budget: '10 ms beside it',
  },
  { what: 'CPU of the database per task', figure: 'databaseCpuPerTaskS', unit: millis, floor: none, budget: '-' },
  { what: 'CPU of RabbitMQ per task', figure: 'brokerCpuPerTaskS', unit: millis, floor: none, budget: '-' },
  { what: 'idle memory (PSS)', figure: 'idlePssMiB', unit: v => `${v.toFixed(0)} MiB`, floor: none, budget: '250 MiB' },
  {
    what: 'idle CPU, of a core',
    figure: 'idleCpuShare',
    unit: v => `${(v * 100).toFixed(1)} %`,
    floor: none,
    budget: '2 %',
  },
  {
    what: 'start of scheduler and worker -> first task',
    figure: 'firstTaskS',
    unit: seconds,
    floor: none,
    budget: '1 s',
  },
]

/** Markdown: medians with their spread, and how many times the better Airflow needs what we need. */
export function peerTable({ turns, floors }: PeerResults): string {
  const ours = peerFigures(turns, 'slipstream')
  const peers = PEERS.map(peer => peerFigures(turns, peer))
  const head = ['what', 'Slipstream', 'Airflow 2.11', 'Airflow 3.3', 'better Airflow : ours', 'floor', 'budget']
  const rows = ROWS.map(row => {
    const theirs = peers.map(figures => figures[row.figure])
    const cells = [ours[row.figure], ...theirs].map(spread => cellOf(spread, row.unit))
    return [row.what, ...cells, ratioOf(ours[row.figure], theirs), row.floor(floors), row.budget]
  })
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

function cellOf(spread: Spread | null, unit: Row['unit']): string {
  if (spread === null) return '-'
  if (spread.isBound) return `> ${unit(spread.median)}`
  if (spread.lowest === spread.highest) return unit(spread.median)
  return `${unit(spread.median)} (${unit(spread.lowest)} to ${unit(spread.highest)})`
}

/** The better peer is the lower one; where every peer gave up, its time is the least it needs. */
export function ratioOf(ours: Spread | null, theirs: readonly (Spread | null)[]): string {
  const measured = theirs.filter(spread => spread !== null)
  const ended = measured.filter(spread => !spread.isBound)
  const best = Math.min(...(ended.length > 0 ? ended : measured).map(spread => spread.median))
  if (ours === null || ours.median <= 0 || !Number.isFinite(best)) return '-'
  const ratio = best / ours.median
  return `${ended.length > 0 ? '' : '> '}${ratio.toFixed(ratio < 10 ? 1 : 0)}`
}
