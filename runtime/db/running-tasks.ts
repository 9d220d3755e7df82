import type { Db } from './tables.ts'

/** Task instances that one process runs: a worker, or a scheduler with the LocalExecutor. */
export interface RunningTasks {
  readonly hostname: string
  readonly pid: number
  readonly count: number
}

/** Only of processes that run some. */
export async function countRunningByProcess(db: Db): Promise<RunningTasks[]> {
  const rows = await db
    .selectFrom('task_instance')
    .select(all => ['hostname', 'pid', all.fn.countAll<number>().as('count')])
    .where('state', 'in', ['running', 'restarting'])
    .groupBy(['hostname', 'pid'])
    .execute()
  return rows.map(row => ({ hostname: row.hostname ?? '', pid: row.pid ?? 0, count: Number(row.count) }))
}
