import type { TableSpec } from './column-spec.ts'

/** What DAG files say: DAGs, their serialized form, code and errors. */
export const DAG_TABLES = {
  dag: {
    columns: {
      dag_id: 'id250!',
      root_dag_id: 'id250',
      is_paused: 'bool',
      is_subdag: 'bool',
      is_active: 'bool',
      last_parsed_time: 'ts6',
      last_pickled: 'ts6',
      last_expired: 'ts6',
      scheduler_lock: 'bool',
      pickle_id: 'int',
      fileloc: 'vc2000',
      processor_subdir: 'vc2000',
      owners: 'vc2000',
      dag_display_name: 'vc2000',
      description: 'text',
      default_view: 'vc25',
      schedule_interval: 'text',
      timetable_description: 'vc1000',
      dataset_expression: 'longtext',
      max_active_tasks: 'int!',
      max_active_runs: 'int',
      max_consecutive_failed_dag_runs: 'int!',
      has_task_concurrency_limits: 'bool!',
      has_import_errors: 'bool =0',
      next_dagrun: 'ts6',
      next_dagrun_data_interval_start: 'ts6',
      next_dagrun_data_interval_end: 'ts6',
      next_dagrun_create_after: 'ts6',
    },
    primaryKey: ['dag_id'],
    indexes: { idx_next_dagrun_create_after: ['next_dagrun_create_after'], idx_root_dag_id: ['root_dag_id'] },
  },
  dag_tag: {
    columns: {
      name: 'key100!',
      dag_id: 'id250!',
    },
    primaryKey: ['name', 'dag_id'],
    indexes: { idx_dag_tag_dag_id: ['dag_id'] },
    foreignKeys: { dag_tag_dag_id_fkey: { columns: ['dag_id'], references: 'dag', onDelete: 'cascade' } },
  },
  dag_owner_attributes: {
    columns: {
      dag_id: 'id250!',
      owner: 'key500!',
      link: 'vc500!',
    },
    primaryKey: ['dag_id', 'owner'],
    foreignKeys: { dag_owner_attributes_dag_id_fkey: { columns: ['dag_id'], references: 'dag', onDelete: 'cascade' } },
  },
  dag_warning: {
    columns: {
      dag_id: 'id250!',
      warning_type: 'vc50!',
      message: 'text!',
      timestamp: 'ts6!',
    },
    primaryKey: ['dag_id', 'warning_type'],
    indexes: { idx_dag_warning_dag_id: ['dag_id'] },
    foreignKeys: { dcw_dag_id_fkey: { columns: ['dag_id'], references: 'dag', onDelete: 'cascade' } },
  },
  dag_code: {
    columns: {
      fileloc_hash: 'bigint!',
      fileloc: 'vc2000!',
      last_updated: 'ts6!',
      source_code: 'mediumtext!',
    },
    primaryKey: ['fileloc_hash'],
  },
  dag_pickle: {
    columns: {
      id: 'int! AI',
      pickle: 'blob',
      created_dttm: 'ts6',
      pickle_hash: 'bigint',
    },
    primaryKey: ['id'],
  },
  dag_priority_parsing_request: {
    columns: {
      id: 'vc32!',
      fileloc: 'vc2000!',
    },
    primaryKey: ['id'],
  },
  serialized_dag: {
    columns: {
      dag_id: 'id250!',
      fileloc: 'vc2000!',
      fileloc_hash: 'bigint!',
      data: 'longtext',
      data_compressed: 'blob',
      last_updated: 'ts6!',
      dag_hash: 'vc32!',
      processor_subdir: 'vc2000',
    },
    primaryKey: ['dag_id'],
    indexes: { idx_fileloc_hash: ['fileloc_hash'] },
  },
  import_error: {
    columns: {
      id: 'int! AI',
      timestamp: 'ts6',
      filename: 'vc1024',
      stacktrace: 'text',
      processor_subdir: 'vc2000',
    },
    primaryKey: ['id'],
  },
  callback_request: {
    columns: {
      id: 'int! AI',
      created_at: 'ts6!',
      priority_weight: 'int!',
      callback_data: 'longtext!',
      callback_type: 'vc20!',
      processor_subdir: 'vc2000',
    },
    primaryKey: ['id'],
  },
} as const satisfies Record<string, TableSpec>
