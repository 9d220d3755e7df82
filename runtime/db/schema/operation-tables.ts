import type { TableSpec } from './column-spec.ts'

/** Jobs, the audit log, pools, variables and connections. */
export const OPERATION_TABLES = {
  alembic_version: {
    columns: {
      version_num: 'vc32!',
    },
    primaryKey: ['version_num'],
  },
  job: {
    columns: {
      id: 'int! AI',
      dag_id: 'id250',
      state: 'vc20',
      job_type: 'vc30',
      start_date: 'ts6',
      end_date: 'ts6',
      latest_heartbeat: 'ts6',
      executor_class: 'vc500',
      hostname: 'vc500',
      unixname: 'vc1000',
    },
    primaryKey: ['id'],
    indexes: {
      idx_job_dag_id: ['dag_id'],
      idx_job_state_heartbeat: ['state', 'latest_heartbeat'],
      job_type_heart: ['job_type', 'latest_heartbeat'],
    },
  },
  log: {
    columns: {
      id: 'int! AI',
      dttm: 'ts6',
      dag_id: 'id250',
      task_id: 'id250',
      map_index: 'int',
      event: 'vc60',
      execution_date: 'ts6',
      run_id: 'id250',
      owner: 'vc500',
      owner_display_name: 'vc500',
      extra: 'text',
      try_number: 'int',
    },
    primaryKey: ['id'],
    indexes: {
      idx_log_dag: ['dag_id'],
      idx_log_dttm: ['dttm'],
      idx_log_event: ['event'],
      idx_log_task_instance: ['dag_id', 'task_id', 'run_id', 'map_index', 'try_number'],
    },
  },
  slot_pool: {
    columns: {
      id: 'int! AI',
      pool: 'key256',
      slots: 'int',
      description: 'text',
      include_deferred: 'bool!',
    },
    primaryKey: ['id'],
    uniques: { slot_pool_pool_uq: ['pool'] },
  },
  variable: {
    columns: {
      id: 'int! AI',
      key: 'key250',
      val: 'mediumtext',
      description: 'text',
      is_encrypted: 'bool',
    },
    primaryKey: ['id'],
    uniques: { variable_key_uq: ['key'] },
  },
  connection: {
    columns: {
      id: 'int! AI',
      conn_id: 'key250!',
      conn_type: 'vc500!',
      description: 'text',
      host: 'vc500',
      schema: 'vc500',
      login: 'text',
      password: 'text',
      port: 'int',
      is_encrypted: 'bool',
      is_extra_encrypted: 'bool',
      extra: 'text',
    },
    primaryKey: ['id'],
    uniques: { connection_conn_id_uq: ['conn_id'] },
  },
} as const satisfies Record<string, TableSpec>
