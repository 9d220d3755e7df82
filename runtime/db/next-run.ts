import type { DagSpec } from '../model/dag.ts'
import type { DataInterval } from '../model/schedule.ts'
import { nextDagRun } from '../model/timetable.ts'
import type { NextDagRun } from './dag.ts'
import { lastScheduledInterval } from './dag-run.ts'
import type { Db } from './tables.ts'

/** The next automated run of a DAG by its timetable, going on from its newest scheduled run. */
export async function planNextRun(db: Db, dag: DagSpec, nowMs: number): Promise<NextDagRun | null> {
  return nextRunAfter(dag, await lastScheduledInterval(db, dag.dagId), nowMs)
}

export function nextRunAfter(dag: DagSpec, last: DataInterval | null, nowMs: number): NextDagRun | null {
  return nextDagRun(dag.schedule, {
    last,
    startMs: earliestStart(dag),
    endMs: latestEnd(dag),
    catchup: dag.catchup,
    nowMs,
  })
}

/** Airflow: the DAG's start_date, or the earliest of its tasks. */
function earliestStart(dag: DagSpec): number | null {
  const starts = [dag.startDateMs, ...dag.tasks.map(task => task.startDateMs)].filter(start => start !== null)
  return starts.length === 0 ? null : Math.min(...starts)
}

/** Airflow: the DAG's end_date, or the latest of its tasks where each of them has one. */
function latestEnd(dag: DagSpec): number | null {
  if (dag.endDateMs !== null) return dag.endDateMs
  const ends = dag.tasks.map(task => task.endDateMs).filter(end => end !== null)
  return ends.length === 0 || ends.length < dag.tasks.length ? null : Math.max(...ends)
}
