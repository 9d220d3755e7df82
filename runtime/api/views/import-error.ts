import type { ImportError } from '../../db/import-error.ts'
import { iso } from './schedule.ts'
import { collection, INTEGER, nullable, object, TEXT, TIME } from './shape.ts'

/** Airflow's ImportError. */
export const importErrorView = (error: ImportError) => ({
  import_error_id: error.id,
  timestamp: iso(error.timestampMs),
  filename: error.filename,
  stack_trace: error.stacktrace,
})

export const IMPORT_ERROR_SHAPE = object({
  import_error_id: INTEGER,
  timestamp: nullable(TIME),
  filename: TEXT,
  stack_trace: TEXT,
})

export const IMPORT_ERRORS_SHAPE = collection('import_errors', IMPORT_ERROR_SHAPE)
