import { readSelection, type Selection } from './selection.ts'

/** What Airflow 2's own addresses say: `/dags/ID/grid?dag_run_id=…&task_id=…&tab=graph`. Mails, flower and bookmarks have them. */
export interface AirflowAddress {
  readonly selection: Selection
  readonly isGraph: boolean
}

/** Reads the search part of such an address. */
export const readAirflowAddress = (given: Readonly<Record<string, unknown>>): AirflowAddress => ({
  selection: readSelection({ run: given['dag_run_id'], task: given['task_id'] }),
  isGraph: given['tab'] === 'graph',
})
