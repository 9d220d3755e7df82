import type { Measurement } from '../system/run-workload.ts'
import type { Line } from './line-table.ts'
import { median, quantile } from './statistics.ts'

export const seconds = (value: number): string => `${value.toFixed(2)} s`
export const millis = (value: number): string => `${(value * 1000).toFixed(1)} ms`
export const percent = (value: number): string => `${(value * 100).toFixed(1)} %`

export interface Makespan {
  readonly what: string
  readonly runs: readonly Measurement[]
  readonly floorS: number
  readonly budgetS: number
}

export const makespanOf = (runs: readonly Measurement[]): number => median(runs.map(run => run.makespanS ?? Number.NaN))

export function makespanLine({ what, runs, floorS, budgetS }: Makespan): Line {
  const makespanS = makespanOf(runs)
  return {
    what,
    floor: seconds(floorS),
    measured: seconds(makespanS),
    budget: `${budgetS} s`,
    isMet: makespanS <= budgetS,
  }
}

export interface Latency {
  readonly what: string
  readonly valuesS: readonly number[]
  readonly floor?: string
  readonly budgetMs: readonly [p50: number, p99: number]
}

export function latencyLine({ what, valuesS, floor = '-', budgetMs: [p50Ms, p99Ms] }: Latency): Line {
  const [p50, p99] = [quantile(valuesS, 0.5), quantile(valuesS, 0.99)]
  return {
    what,
    floor,
    measured: `p50 ${millis(p50)}, p99 ${millis(p99)}`,
    budget: `p50 ${p50Ms} ms, p99 ${p99Ms} ms`,
    isMet: p50 * 1000 <= p50Ms && p99 * 1000 <= p99Ms,
  }
}

/** The lines of a system that has rested. */
export function idleLines({ pssMiB, processes, cpuShare }: Idle): Line[] {
  const memory = `${pssMiB.toFixed(0)} MiB in ${processes} processes`
  return [
    { what: 'idle memory (PSS)', floor: '-', measured: memory, budget: '250 MiB', isMet: pssMiB <= 250 },
    {
      what: 'idle CPU',
      floor: '-',
      measured: `${percent(cpuShare)} of a core`,
      budget: '2 %',
      isMet: cpuShare <= 0.02,
    },
  ]
}

export interface Idle {
  readonly pssMiB: number
  readonly processes: number
  readonly cpuShare: number
}

/** @param floorS what the process of a task alone needs */
export function cpuLine(runs: readonly Measurement[], floorS: number): Line {
  const perTaskS = median(runs.map(run => (run.cpuS['own'] ?? Number.NaN) / run.tasks)) - floorS
  return {
    what: 'CPU per task beyond its process',
    floor: millis(floorS),
    measured: millis(perTaskS),
    budget: '10 ms',
    isMet: perTaskS <= 0.01,
  }
}
