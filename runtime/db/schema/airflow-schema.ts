import { ATTEMPT_TABLES } from './attempt-tables.ts'
import { AUTH_TABLES } from './auth-tables.ts'
import { DAG_TABLES } from './dag-tables.ts'
import { DATASET_TABLES } from './dataset-tables.ts'
import { OPERATION_TABLES } from './operation-tables.ts'
import { RUN_TABLES } from './run-tables.ts'

/** The metadata schema of Airflow 2.10, in an order in which a table follows those it refers to. */
export const AIRFLOW_SCHEMA = {
  ...AUTH_TABLES,
  ...OPERATION_TABLES,
  ...DAG_TABLES,
  ...RUN_TABLES,
  ...ATTEMPT_TABLES,
  ...DATASET_TABLES,
} as const

/** Head of Airflow 2.10's migrations, which `alembic_version` holds. */
export const ALEMBIC_HEAD = '5f2621c13b39'
