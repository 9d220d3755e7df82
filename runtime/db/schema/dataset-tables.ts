import type { TableSpec } from './column-spec.ts'

/** Datasets and what they trigger. */
export const DATASET_TABLES = {
  dataset: {
    columns: {
      id: 'int! AI',
      uri: 'uri3000!',
      extra: 'longtext!',
      created_at: 'ts6!',
      updated_at: 'ts6!',
      is_orphaned: 'bool! =0',
    },
    primaryKey: ['id'],
    uniques: { idx_uri_unique: ['uri'] },
  },
  dataset_alias: {
    columns: {
      id: 'int! AI',
      name: 'uri3000!',
    },
    primaryKey: ['id'],
    uniques: { idx_name_unique: ['name'] },
  },
  dataset_event: {
    columns: {
      id: 'int! AI',
      dataset_id: 'int!',
      extra: 'longtext!',
      source_task_id: 'id250',
      source_dag_id: 'id250',
      source_run_id: 'id250',
      source_map_index: 'int =-1',
      timestamp: 'ts6!',
    },
    primaryKey: ['id'],
    indexes: { idx_dataset_id_timestamp: ['dataset_id', 'timestamp'] },
  },
  dag_schedule_dataset_reference: {
    columns: {
      dataset_id: 'int!',
      dag_id: 'id250!',
      created_at: 'ts6!',
      updated_at: 'ts6!',
    },
    primaryKey: ['dataset_id', 'dag_id'],
    indexes: { idx_dag_schedule_dataset_reference_dag_id: ['dag_id'] },
    foreignKeys: {
      dag_schedule_dataset_reference_dag_id_fkey: { columns: ['dag_id'], references: 'dag', onDelete: 'cascade' },
      dag_schedule_dataset_reference_dataset_id_fkey: {
        columns: ['dataset_id'],
        references: 'dataset',
        onDelete: 'cascade',
      },
    },
  },
  dag_schedule_dataset_alias_reference: {
    columns: {
      alias_id: 'int!',
      dag_id: 'id250!',
      created_at: 'ts6!',
      updated_at: 'ts6!',
    },
    primaryKey: ['alias_id', 'dag_id'],
    indexes: { idx_dag_schedule_dataset_alias_reference_dag_id: ['dag_id'] },
    foreignKeys: {
      dag_schedule_dataset_alias_reference_dag_id_fkey: { columns: ['dag_id'], references: 'dag', onDelete: 'cascade' },
      dag_schedule_dataset_alias_reference_alias_id_fkey: {
        columns: ['alias_id'],
        references: 'dataset_alias',
        onDelete: 'cascade',
      },
    },
  },
  task_outlet_dataset_reference: {
    columns: {
      dataset_id: 'int!',
      dag_id: 'id250!',
      task_id: 'id250!',
      created_at: 'ts6!',
      updated_at: 'ts6!',
    },
    primaryKey: ['dataset_id', 'dag_id', 'task_id'],
    indexes: { idx_task_outlet_dataset_reference_dag_id: ['dag_id'] },
    foreignKeys: {
      task_outlet_dataset_reference_dag_id_fkey: { columns: ['dag_id'], references: 'dag', onDelete: 'cascade' },
      task_outlet_dataset_reference_dataset_id_fkey: {
        columns: ['dataset_id'],
        references: 'dataset',
        onDelete: 'cascade',
      },
    },
  },
  dataset_dag_run_queue: {
    columns: {
      dataset_id: 'int!',
      target_dag_id: 'id250!',
      created_at: 'ts6!',
    },
    primaryKey: ['dataset_id', 'target_dag_id'],
    indexes: { idx_dataset_dag_run_queue_target_dag_id: ['target_dag_id'] },
    foreignKeys: {
      dataset_dag_run_queue_target_dag_id_fkey: { columns: ['target_dag_id'], references: 'dag', onDelete: 'cascade' },
      dataset_dag_run_queue_dataset_id_fkey: { columns: ['dataset_id'], references: 'dataset', onDelete: 'cascade' },
    },
  },
  dagrun_dataset_event: {
    columns: {
      dag_run_id: 'int!',
      event_id: 'int!',
    },
    primaryKey: ['dag_run_id', 'event_id'],
    indexes: { idx_dagrun_dataset_events_dag_run_id: ['dag_run_id'], idx_dagrun_dataset_events_event_id: ['event_id'] },
    foreignKeys: {
      dagrun_dataset_event_dag_run_id_fkey: { columns: ['dag_run_id'], references: 'dag_run', onDelete: 'cascade' },
      dagrun_dataset_event_event_id_fkey: { columns: ['event_id'], references: 'dataset_event', onDelete: 'cascade' },
    },
  },
  dataset_alias_dataset: {
    columns: {
      alias_id: 'int!',
      dataset_id: 'int!',
    },
    primaryKey: ['alias_id', 'dataset_id'],
    indexes: {
      idx_dataset_alias_dataset_alias_dataset_id: ['dataset_id'],
      idx_dataset_alias_dataset_alias_id: ['alias_id'],
    },
    foreignKeys: {
      dataset_alias_dataset_alias_id_fkey: { columns: ['alias_id'], references: 'dataset_alias', onDelete: 'cascade' },
      dataset_alias_dataset_dataset_id_fkey: { columns: ['dataset_id'], references: 'dataset', onDelete: 'cascade' },
    },
  },
  dataset_alias_dataset_event: {
    columns: {
      alias_id: 'int!',
      event_id: 'int!',
    },
    primaryKey: ['alias_id', 'event_id'],
    indexes: {
      idx_dataset_alias_dataset_event_alias_id: ['alias_id'],
      idx_dataset_alias_dataset_event_event_id: ['event_id'],
    },
    foreignKeys: {
      dataset_alias_dataset_event_alias_id_fkey: {
        columns: ['alias_id'],
        references: 'dataset_alias',
        onDelete: 'cascade',
      },
      dataset_alias_dataset_event_event_id_fkey: {
        columns: ['event_id'],
        references: 'dataset_event',
        onDelete: 'cascade',
      },
    },
  },
} as const satisfies Record<string, TableSpec>
