import type { TableSpec } from './column-spec.ts'

/** What task instances leave behind: XComs, rendered fields, failures, notes. */
export const ATTEMPT_TABLES = {
  task_fail: {
    columns: {
      id: 'int! AI',
      task_id: 'id250!',
      dag_id: 'id250!',
      run_id: 'id250!',
      map_index: 'int! =-1',
      start_date: 'ts6',
      end_date: 'ts6',
      duration: 'int',
    },
    primaryKey: ['id'],
    indexes: { idx_task_fail_task_instance: ['dag_id', 'task_id', 'run_id', 'map_index'] },
    foreignKeys: {
      task_fail_ti_fkey: {
        columns: ['dag_id', 'task_id', 'run_id', 'map_index'],
        references: 'task_instance',
        onDelete: 'cascade',
      },
    },
  },
  task_map: {
    columns: {
      dag_id: 'id250!',
      task_id: 'id250!',
      run_id: 'id250!',
      map_index: 'int!',
      length: 'int!',
      keys: 'longtext',
    },
    primaryKey: ['dag_id', 'task_id', 'run_id', 'map_index'],
    foreignKeys: {
      task_map_task_instance_fkey: {
        columns: ['dag_id', 'task_id', 'run_id', 'map_index'],
        references: 'task_instance',
        onDelete: 'cascade',
      },
    },
  },
  task_reschedule: {
    columns: {
      id: 'int! AI',
      task_id: 'id250!',
      dag_id: 'id250!',
      run_id: 'id250!',
      map_index: 'int! =-1',
      try_number: 'int!',
      start_date: 'ts6!',
      end_date: 'ts6!',
      duration: 'int!',
      reschedule_date: 'ts6!',
    },
    primaryKey: ['id'],
    indexes: {
      idx_task_reschedule_dag_run: ['dag_id', 'run_id'],
      idx_task_reschedule_dag_task_run: ['dag_id', 'task_id', 'run_id', 'map_index'],
    },
    foreignKeys: {
      task_reschedule_dr_fkey: { columns: ['dag_id', 'run_id'], references: 'dag_run', onDelete: 'cascade' },
      task_reschedule_ti_fkey: {
        columns: ['dag_id', 'task_id', 'run_id', 'map_index'],
        references: 'task_instance',
        onDelete: 'cascade',
      },
    },
  },
  rendered_task_instance_fields: {
    columns: {
      dag_id: 'id250!',
      task_id: 'id250!',
      run_id: 'id250!',
      map_index: 'int! =-1',
      rendered_fields: 'longtext!',
      k8s_pod_yaml: 'longtext',
    },
    primaryKey: ['dag_id', 'task_id', 'run_id', 'map_index'],
    foreignKeys: {
      rtif_ti_fkey: {
        columns: ['dag_id', 'task_id', 'run_id', 'map_index'],
        references: 'task_instance',
        onDelete: 'cascade',
      },
    },
  },
  xcom: {
    columns: {
      dag_run_id: 'int!',
      task_id: 'id250!',
      map_index: 'int! =-1',
      key: 'id512!',
      dag_id: 'id250!',
      run_id: 'id250!',
      value: 'longblob',
      timestamp: 'ts6!',
    },
    primaryKey: ['dag_run_id', 'task_id', 'map_index', 'key'],
    indexes: { idx_xcom_key: ['key'], idx_xcom_task_instance: ['dag_id', 'task_id', 'run_id', 'map_index'] },
    foreignKeys: {
      xcom_task_instance_fkey: {
        columns: ['dag_id', 'task_id', 'run_id', 'map_index'],
        references: 'task_instance',
        onDelete: 'cascade',
      },
    },
  },
  dag_run_note: {
    columns: {
      user_id: 'int',
      dag_run_id: 'int!',
      content: 'text',
      created_at: 'ts6!',
      updated_at: 'ts6!',
    },
    primaryKey: ['dag_run_id'],
    indexes: { dag_run_note_user_fkey: ['user_id'] },
    foreignKeys: {
      dag_run_note_dr_fkey: { columns: ['dag_run_id'], references: 'dag_run', onDelete: 'cascade' },
      dag_run_note_user_fkey: { columns: ['user_id'], references: 'ab_user' },
    },
  },
  task_instance_note: {
    columns: {
      user_id: 'int',
      task_id: 'id250!',
      dag_id: 'id250!',
      run_id: 'id250!',
      map_index: 'int!',
      content: 'text',
      created_at: 'ts6!',
      updated_at: 'ts6!',
    },
    primaryKey: ['task_id', 'dag_id', 'run_id', 'map_index'],
    indexes: {
      task_instance_note_ti_fkey: ['dag_id', 'task_id', 'run_id', 'map_index'],
      task_instance_note_user_fkey: ['user_id'],
    },
    foreignKeys: {
      task_instance_note_ti_fkey: {
        columns: ['dag_id', 'task_id', 'run_id', 'map_index'],
        references: 'task_instance',
        onDelete: 'cascade',
      },
      task_instance_note_user_fkey: { columns: ['user_id'], references: 'ab_user' },
    },
  },
  sla_miss: {
    columns: {
      task_id: 'id250!',
      dag_id: 'id250!',
      execution_date: 'ts6!',
      email_sent: 'bool',
      timestamp: 'ts6',
      description: 'text',
      notification_sent: 'bool',
    },
    primaryKey: ['task_id', 'dag_id', 'execution_date'],
    indexes: { sm_dag: ['dag_id'] },
  },
} as const satisfies Record<string, TableSpec>
