import type { Line } from '../figures/line-table.ts'
import type { ServerWork } from './counters.ts'

/** Rows that are not a task's own: those of its run, of processes and of the audit log. */
const ROWS_OF_OTHERS = ['dag_run', 'job', 'log', 'slipstream_node', 'ab_user']

/** What one task cost the servers, beside the budgets. The budget for row writes is for the rows of a task. */
export function serverWorkLines(work: ServerWork, tasks: number): Line[] {
  const others = ROWS_OF_OTHERS.reduce((sum, table) => sum + (work.rowWritesOfTables[table] ?? 0), 0)
  const [own, all] = [(work.rowWrites - others) / tasks, work.rowWrites / tasks]
  const publishes = work.published / tasks
  const measured = `${own.toFixed(2)}, with those of runs, processes and audit ${all.toFixed(2)}`
  return [
    { what: 'row writes per task', floor: '-', measured, budget: '6', isMet: own <= 6.005 },
    { what: 'publishes per task', floor: '-', measured: publishes.toFixed(2), budget: '3', isMet: publishes <= 3 },
  ]
}

/** The same with all that was counted, for a terminal. */
export function serverWorkText(work: ServerWork, tasks: number): string {
  const each = (value: number) => (value / tasks).toFixed(2)
  const tables = Object.entries(work.rowWritesOfTables).map(([name, rows]) => `${name} ${each(rows)}`)
  const sums = `${each(work.rowWrites)} row writes, ${each(work.published)} publishes, ${each(work.statements)} statements`
  return `${sums}, ${each(work.commits)} commits (${tables.join(', ')})`
}
