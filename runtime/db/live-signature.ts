import type { DagRunKey } from '../model/keys.ts'
import type { Db } from './tables.ts'

/** What tells that something changed, in few and small statements. Equal texts are equal states. */
export interface LiveSignature {
  /** Every unfinished run, with a text that changes with its state and those of its task instances. */
  readonly unfinished: readonly (DagRunKey & { readonly mark: string })[]
  readonly dags: string
  readonly importErrors: string
  readonly lastRunId: number
  readonly lastAuditId: number
}

/** Runs that were created, and runs that somebody changed by hand, after these ids. */
export async function runsTouchedSince(
  db: Db,
  { lastRunId, lastAuditId }: Pick<LiveSignature, 'lastRunId' | 'lastAuditId'>,
): Promise<DagRunKey[]> {
  const created = await db.selectFrom('dag_run').select(['dag_id', 'run_id']).where('id', '>', lastRunId).execute()
  const audited = await db
    .selectFrom('log')
    .select(['dag_id', 'run_id'])
    .where('id', '>', lastAuditId)
    .where('dag_id', 'is not', null)
    .execute()
  return [...created, ...audited].map(row => ({ dagId: row.dag_id as string, runId: row.run_id ?? '' }))
}

/**
 * Ids are read before the runs: what somebody changes meanwhile is then told by the next look, too, and its runs are either
 * unfinished in this one or have ended before their pages ask.
 */
export async function readLiveSignature(db: Db): Promise<LiveSignature> {
  const lastAuditId = await readLastAuditId(db)
  const { last_run: lastRunId } = await db
    .selectFrom('dag_run')
    .select(all => all.fn.max('id').as('last_run'))
    .executeTakeFirstOrThrow()
  return {
    unfinished: await unfinishedRuns(db),
    dags: await dagsMark(db),
    importErrors: await importErrorsMark(db),
    lastRunId: lastRunId ?? 0,
    lastAuditId,
  }
}

/** Of the last change that somebody made. */
export async function readLastAuditId(db: Db): Promise<number> {
  const { last_event: lastAuditId } = await db
    .selectFrom('log')
    .select(all => all.fn.max('id').as('last_event'))
    .executeTakeFirstOrThrow()
  return lastAuditId ?? 0
}

async function unfinishedRuns(db: Db): Promise<LiveSignature['unfinished']> {
  const rows = await db
    .selectFrom('dag_run')
    .leftJoin('task_instance as task', join =>
      join.onRef('task.dag_id', '=', 'dag_run.dag_id').onRef('task.run_id', '=', 'dag_run.run_id'),
    )
    .select(['dag_run.dag_id', 'dag_run.run_id', 'dag_run.state'])
    .select(all => [all.fn.max('task.updated_at').as('updated'), all.fn.count('task.task_id').as('tasks')])
    .where('dag_run.state', 'in', ['queued', 'running'])
    .groupBy(['dag_run.dag_id', 'dag_run.run_id', 'dag_run.state'])
    .execute()
  return rows.map(row => ({
    dagId: row.dag_id,
    runId: row.run_id,
    mark: `${row.state} ${row.updated} ${row.tasks}`,
  }))
}

async function dagsMark(db: Db): Promise<string> {
  const row = await db
    .selectFrom('dag')
    .select(all => [
      all.fn.countAll().as('dags'),
      all.fn.sum('is_paused').as('paused'),
      all.fn.sum('is_active').as('active'),
      all.fn.max('next_dagrun_create_after').as('next'),
    ])
    .executeTakeFirstOrThrow()
  return JSON.stringify(row)
}

async function importErrorsMark(db: Db): Promise<string> {
  const row = await db
    .selectFrom('import_error')
    .select(all => [all.fn.countAll().as('errors'), all.fn.max('timestamp').as('last')])
    .executeTakeFirstOrThrow()
  return JSON.stringify(row)
}
