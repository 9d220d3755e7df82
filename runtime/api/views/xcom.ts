import type { ListedXCom } from '../../db/xcom-list.ts'
import { iso } from './schedule.ts'
import { ANYTHING, collection, INTEGER, object, TEXT, TIME } from './shape.ts'

/** Airflow's XComCollectionItem: an XCom without its value. */
export const xcomView = (xcom: ListedXCom) => ({
  key: xcom.key,
  timestamp: iso(xcom.timestampMs),
  execution_date: iso(xcom.logicalDateMs),
  map_index: xcom.mapIndex,
  task_id: xcom.taskId,
  dag_id: xcom.dagId,
})

const XCOM_FIELDS = {
  key: TEXT,
  timestamp: TIME,
  execution_date: TIME,
  map_index: INTEGER,
  task_id: TEXT,
  dag_id: TEXT,
}

export const XCOMS_SHAPE = collection('xcom_entries', object(XCOM_FIELDS))

export const XCOM_SHAPE = object({ ...XCOM_FIELDS, value: ANYTHING })
