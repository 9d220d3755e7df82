import { median, quantile } from '../figures/statistics.ts'
import type { Turn } from '../peer/turn.ts'
import type { Measurement } from '../system/run-workload.ts'

/** The middle of some runs and their spread; null where nothing was measured. */
export interface Spread {
  readonly median: number
  readonly lowest: number
  readonly highest: number
  /** No run ended within its time: the figures are lower bounds. */
  readonly isBound: boolean
}

/** All that one contestant's turns say. Seconds, MiB, shares of a core. */
export interface PeerFigures {
  readonly chainS: Spread | null
  readonly fanS: Spread | null
  readonly manyS: Spread | null
  readonly gapP50S: Spread | null
  readonly gapP95S: Spread | null
  readonly startP50S: Spread | null
  readonly startP95S: Spread | null
  readonly ownCpuPerTaskS: Spread | null
  readonly databaseCpuPerTaskS: Spread | null
  readonly brokerCpuPerTaskS: Spread | null
  readonly idlePssMiB: Spread | null
  readonly idleCpuShare: Spread | null
  readonly firstTaskS: Spread | null
}

export function peerFigures(all: readonly Turn[], contestant: string): PeerFigures {
  const turns = all.filter(turn => turn.contestant === contestant)
  const chains = turns.flatMap(turn => turn.w1)
  const idles = turns.flatMap(turn => turn.idle ?? [])
  const gaps = chains.map(run => run.gapsS)
  const starts = turns.map(turn => turn.w4.map(run => run.firstStartS)).filter(values => values.length > 0)
  return {
    chainS: makespans(chains),
    fanS: makespans(turns.flatMap(turn => turn.w2)),
    manyS: makespans(turns.flatMap(turn => turn.w3)),
    gapP50S: spreadOf(gaps.map(values => quantile(values, 0.5))),
    gapP95S: spreadOf(gaps.map(values => quantile(values, 0.95))),
    startP50S: spreadOf(starts.map(values => quantile(values, 0.5))),
    startP95S: spreadOf(starts.map(values => quantile(values, 0.95))),
    ownCpuPerTaskS: spreadOf(chains.map(run => cpuPerTask(run, 'own'))),
    databaseCpuPerTaskS: spreadOf(chains.map(run => cpuPerTask(run, 'database'))),
    brokerCpuPerTaskS: spreadOf(chains.map(run => cpuPerTask(run, 'broker'))),
    idlePssMiB: spreadOf(idles.map(idle => idle.pssMiB)),
    idleCpuShare: spreadOf(idles.map(idle => idle.cpuShare)),
    firstTaskS: spreadOf(turns.flatMap(turn => turn.firstTaskS ?? [])),
  }
}

const cpuPerTask = (run: Measurement, who: string): number => (run.cpuS[who] ?? Number.NaN) / run.succeeded

/** Runs that were given up count only where no other ended: then their time is a lower bound. */
function makespans(runs: readonly Measurement[]): Spread | null {
  const ended = runs.flatMap(run => run.makespanS ?? [])
  if (ended.length > 0) return spreadOf(ended)
  const bound = spreadOf(runs.map(run => run.wallS))
  return bound === null ? null : { ...bound, isBound: true }
}

function spreadOf(values: readonly number[]): Spread | null {
  if (values.length === 0) return null
  return { median: median(values), lowest: Math.min(...values), highest: Math.max(...values), isBound: false }
}
