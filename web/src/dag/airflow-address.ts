import { readSelection, type Selection } from './selection.ts'

/** The views of ours that show what a tab beside Airflow's grid shows. */
const VIEWS = {
  graph: '/dags/$dagId/graph',
  gantt: '/dags/$dagId/gantt',
  calendar: '/dags/$dagId/calendar',
  code: '/dags/$dagId/code',
  event_log: '/dags/$dagId/audit',
} as const

/** What Airflow 2's own addresses say: `/dags/ID/grid?dag_run_id=…&task_id=…&tab=graph`. Mails, flower and bookmarks have them. */
export interface AirflowAddress {
  readonly selection: Selection
  readonly to: '/dags/$dagId' | (typeof VIEWS)[keyof typeof VIEWS]
}

/** Reads the search part of such an address. */
export const readAirflowAddress = (given: Readonly<Record<string, unknown>>): AirflowAddress => ({
  selection: readSelection({ run: given['dag_run_id'], task: given['task_id'], map: given['map_index'] }),
  to: VIEWS[given['tab'] as keyof typeof VIEWS] ?? '/dags/$dagId',
})
