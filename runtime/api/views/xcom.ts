import type { ListedXCom } from '../../db/xcom-list.ts'
import { iso } from './schedule.ts'

/** Airflow's XComCollectionItem: an XCom without its value. */
export const xcomView = (xcom: ListedXCom) => ({
  key: xcom.key,
  timestamp: iso(xcom.timestampMs),
  execution_date: iso(xcom.logicalDateMs),
  map_index: xcom.mapIndex,
  task_id: xcom.taskId,
  dag_id: xcom.dagId,
})
