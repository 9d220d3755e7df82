import { listExistingRuns, lockFreeRuns } from '../db/run-lock.ts'
import type { Db } from '../db/tables.ts'
import { listInstancesOfRuns, type TaskInstance } from '../db/task-instance.ts'
import type { DagRun, DagRunKey } from '../model/keys.ts'
import type { Clock } from '../service/clock.ts'
import type { CachedDag, DagCache } from './dag-cache.ts'
import type { DirtyRun } from './dirty-runs.ts'

/** A run that is locked, and what is needed to decide in it. */
export interface RunLook {
  readonly run: DagRun
  readonly dag: CachedDag
  readonly instances: readonly TaskInstance[]
  readonly isPaused: boolean
  readonly isTouched: boolean
  readonly nowMs: number
}

export interface Looks {
  readonly looks: readonly RunLook[]
  /** Another scheduler decides in them, or somebody changes them by hand: to be looked at a little later. */
  readonly lockedByOthers: readonly DirtyRun[]
}

/** Locks the runs and reads what belongs to them; those that are gone, or whose DAG is, are left out. */
export async function lookAtRuns(
  db: Db,
  keys: readonly DirtyRun[],
  { dags, clock }: { readonly dags: DagCache; readonly clock: Clock },
): Promise<Looks> {
  const locked = new Map((await lockFreeRuns(db, keys)).map(one => [textOf(one.run), one]))
  const nowMs = clock()
  const missing = keys.filter(key => !locked.has(textOf(key)))
  const instances = await instancesByRun(
    db,
    [...locked.values()].map(({ run }) => run),
  )
  const looks: RunLook[] = []
  for (const key of keys) {
    const found = locked.get(textOf(key))
    const dag = found === undefined ? null : await dags.version(db, key.dagId, found.dagHash)
    if (found === undefined || dag === null) continue
    looks.push({ ...found, dag, nowMs, isTouched: key.isTouched, instances: instances.get(textOf(key)) ?? [] })
  }
  return { looks, lockedByOthers: await existing(db, missing) }
}

async function instancesByRun(db: Db, runs: readonly DagRunKey[]): Promise<Map<string, TaskInstance[]>> {
  return Map.groupBy(await listInstancesOfRuns(db, runs), textOf)
}

async function existing(db: Db, keys: readonly DirtyRun[]): Promise<DirtyRun[]> {
  const found = new Set((await listExistingRuns(db, keys)).map(textOf))
  return keys.filter(key => found.has(textOf(key)))
}

const textOf = ({ dagId, runId }: DagRunKey): string => `${dagId}\u0000${runId}`
