import type { DatabaseServer } from '../servers/mariadb.ts'

/** How many tasks are in each state. */
export type Progress = Readonly<Record<string, number>>

export async function progressOf(database: DatabaseServer, name: string): Promise<Progress> {
  const rows = await database.query<{ state: string | null; count: number }>(
    `SELECT state, COUNT(*) AS count FROM ${name}.task_instance GROUP BY state`,
  )
  return Object.fromEntries(rows.map(({ state, count }) => [state ?? 'none', Number(count)]))
}

/** When each task ended, in seconds since the epoch. */
export async function endsOf(database: DatabaseServer, name: string): Promise<number[]> {
  const rows = await database.query<{ ended: string }>(
    `SELECT TIMESTAMPDIFF(MICROSECOND, '1970-01-01', end_date) / 1000000 AS ended
     FROM ${name}.task_instance WHERE state = 'success'`,
  )
  return rows.map(({ ended }) => Number(ended))
}
