import type { Config } from '../../config/config.ts'
import { findDagRun, findDagRunByDate } from '../../db/dag-run.ts'
import type { Db } from '../../db/tables.ts'
import { DagRunNotFound } from '../../model/errors.ts'
import type { DagRun } from '../../model/keys.ts'
import { defaultTimezone, parseDate } from '../input/dates.ts'

/** The run of that run_id, else of that logical date; null when there is neither. */
export async function findRun(
  { db, config }: { readonly db: Db; readonly config: Config },
  dagId: string,
  dateOrRunId: string,
): Promise<DagRun | null> {
  const byId = await findDagRun(db, { dagId, runId: dateOrRunId })
  if (byId !== null) return byId
  const logicalDateMs = parseDate(dateOrRunId, defaultTimezone(config))
  return logicalDateMs === null ? null : findDagRunByDate(db, dagId, logicalDateMs)
}

/** @throws DagRunNotFound */
export async function requireRun(
  opened: { readonly db: Db; readonly config: Config },
  dagId: string,
  dateOrRunId: string,
): Promise<DagRun> {
  const run = await findRun(opened, dagId, dateOrRunId)
  if (run === null) throw new DagRunNotFound(dagId, dateOrRunId)
  return run
}
