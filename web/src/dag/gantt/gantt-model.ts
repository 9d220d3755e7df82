import type { DagGantt, GanttTry } from '../../../../runtime/api/ui/contract/gantt.ts'
import type { Span } from '../../chart/time-ticks.ts'
import { mostImportant } from '../../states/states.ts'

/** What is drawn as one bar: a try, or task instances of a group or a mapped task together. */
export interface GanttBar {
  readonly key: string
  readonly state: string
  /** Null for several together. */
  readonly tryNumber: number | null
  readonly instances: number
  readonly queuedMs: number | null
  readonly startMs: number | null
  /** Null while it goes on. */
  readonly endMs: number | null
}

/** The bars of a line that stands for these tasks. */
export type BarsOf = (taskIds: readonly string[]) => readonly GanttBar[]

export function ganttBars({ tries }: DagGantt): BarsOf {
  const byTask = Map.groupBy(tries, one => one.taskId)
  return taskIds => {
    const ofLine = taskIds.flatMap(taskId => byTask.get(taskId) ?? [])
    if (ofLine.length === 0) return []
    const isOne = taskIds.length === 1 && ofLine.every(one => one.mapIndex < 0)
    return isOne ? ofLine.map(barOf) : [together(ofLine)]
  }
}

/** From the start of the run, or of what ran earlier, to the end of the last bar; to now while something goes on. */
export function ganttSpan({ run, tries }: DagGantt, nowMs: number): Span {
  const starts = [run.startMs, ...tries.flatMap(one => [one.queuedMs, one.startMs])].filter(ms => ms !== null)
  const goesOn = run.endMs === null || tries.some(one => endOf(one) === null)
  const ends = [...tries.map(endOf), run.endMs, goesOn ? nowMs : null].filter(ms => ms !== null)
  const fromMs = least(starts) ?? nowMs
  return { fromMs, toMs: Math.max(most(ends) ?? nowMs, fromMs + 1) }
}

/** What waits in a queue goes on; a try that is over without an end took no time. */
const endOf = ({ state, queuedMs, startMs, endMs }: GanttTry): number | null =>
  endMs ?? (UNFINISHED.has(state) ? null : (startMs ?? queuedMs))

const UNFINISHED = new Set(['queued', 'running', 'restarting', 'deferred', 'up_for_reschedule'])

const barOf = (one: GanttTry): GanttBar => ({
  key: `${one.mapIndex} ${one.tryNumber}`,
  state: one.state,
  tryNumber: one.tryNumber,
  instances: 1,
  queuedMs: one.queuedMs,
  startMs: one.startMs,
  endMs: endOf(one),
})

function together(tries: readonly GanttTry[]): GanttBar {
  const newest = new Map(tries.map(one => [`${one.taskId}\0${one.mapIndex}`, one]))
  const ends = tries.map(endOf)
  return {
    key: 'together',
    state: mostImportant([...newest.values()].map(one => one.state)) ?? 'none',
    tryNumber: null,
    instances: newest.size,
    queuedMs: least(tries.map(one => one.queuedMs).filter(ms => ms !== null)),
    startMs: least(tries.map(one => one.startMs).filter(ms => ms !== null)),
    endMs: ends.includes(null) ? null : most(ends.filter(ms => ms !== null)),
  }
}

const least = (values: readonly number[]): number | null =>
  values.reduce<number | null>((best, value) => (best === null || value < best ? value : best), null)
const most = (values: readonly number[]): number | null =>
  values.reduce<number | null>((best, value) => (best === null || value > best ? value : best), null)
