import type { Dataset, DatasetReference } from '../../db/dataset.ts'
import type { DatasetEvent } from '../../db/dataset-event.ts'
import type { QueuedDatasetEvent } from '../../db/dataset-queue.ts'
import { iso } from './schedule.ts'
import { collection, INTEGER, listOf, nullable, object, RECORD, TEXT, TIME } from './shape.ts'

const referenceView = ({ dagId, createdAtMs, updatedAtMs }: DatasetReference) => ({
  dag_id: dagId,
  created_at: iso(createdAtMs),
  updated_at: iso(updatedAtMs),
})

/** Airflow's Dataset. */
export const datasetView = (dataset: Dataset) => ({
  id: dataset.id,
  uri: dataset.uri,
  extra: dataset.extra,
  created_at: iso(dataset.createdAtMs),
  updated_at: iso(dataset.updatedAtMs),
  consuming_dags: dataset.consumingDags.map(referenceView),
  producing_tasks: dataset.producingTasks.map(one => ({ ...referenceView(one), task_id: one.taskId })),
})

/** Airflow's DatasetEvent. */
export const datasetEventView = (event: DatasetEvent) => ({
  id: event.id,
  dataset_id: event.datasetId,
  dataset_uri: event.uri,
  extra: event.extra,
  source_dag_id: event.sourceDagId,
  source_task_id: event.sourceTaskId,
  source_run_id: event.sourceRunId,
  source_map_index: event.sourceMapIndex,
  timestamp: iso(event.timestampMs),
  created_dagruns: event.createdRuns.map(run => ({
    run_id: run.runId,
    dag_id: run.dagId,
    logical_date: iso(run.logicalDateMs),
    start_date: iso(run.startDateMs),
    end_date: iso(run.endDateMs),
    state: run.state,
    data_interval_start: iso(run.dataIntervalStartMs),
    data_interval_end: iso(run.dataIntervalEndMs),
  })),
})

/** Airflow's QueuedEvent. */
export const queuedEventView = ({ dagId, uri, createdAtMs }: QueuedDatasetEvent) => ({
  dag_id: dagId,
  uri,
  created_at: iso(createdAtMs),
})

const REFERENCE_FIELDS = { dag_id: TEXT, created_at: TIME, updated_at: TIME }

export const DATASET_SHAPE = object({
  id: INTEGER,
  uri: TEXT,
  extra: nullable(RECORD),
  created_at: TIME,
  updated_at: TIME,
  consuming_dags: listOf(object(REFERENCE_FIELDS)),
  producing_tasks: listOf(object({ ...REFERENCE_FIELDS, task_id: TEXT })),
})

export const DATASETS_SHAPE = collection('datasets', DATASET_SHAPE)

export const DATASET_EVENT_SHAPE = object({
  id: INTEGER,
  dataset_id: INTEGER,
  dataset_uri: TEXT,
  extra: nullable(RECORD),
  source_dag_id: nullable(TEXT),
  source_task_id: nullable(TEXT),
  source_run_id: nullable(TEXT),
  source_map_index: nullable(INTEGER),
  timestamp: TIME,
  created_dagruns: listOf(
    object({
      run_id: TEXT,
      dag_id: TEXT,
      logical_date: TIME,
      start_date: nullable(TIME),
      end_date: nullable(TIME),
      state: TEXT,
      data_interval_start: nullable(TIME),
      data_interval_end: nullable(TIME),
    }),
  ),
})

export const DATASET_EVENTS_SHAPE = collection('dataset_events', DATASET_EVENT_SHAPE)

export const QUEUED_EVENT_SHAPE = object({ dag_id: TEXT, uri: TEXT, created_at: TIME })

export const QUEUED_EVENTS_SHAPE = collection('queued_events', QUEUED_EVENT_SHAPE)
