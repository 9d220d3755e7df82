import type { TableSpec } from './column-spec.ts'

/** What Airflow has no table for. */
export const SLIPSTREAM_TABLES = {
  /** The latest report of each long-lived process. */
  slipstream_node: {
    columns: {
      hostname: 'key250!',
      role: 'vc20!',
      pid: 'int!',
      node_name: 'vc250',
      version: 'vc50!',
      config_hash: 'vc64!',
      config_options: 'mediumtext!',
      dags_hash: 'vc64',
      clock_offset_ms: 'float!',
      load_1: 'float!',
      load_5: 'float!',
      load_15: 'float!',
      cpus: 'int!',
      memory_total_mb: 'int!',
      memory_free_mb: 'int!',
      memory_process_mb: 'int!',
      slots: 'int',
      queues: 'text',
      own_queues: 'text',
      start_date: 'ts6!',
      latest_heartbeat: 'ts6!',
    },
    primaryKey: ['hostname', 'role', 'pid'],
  },
} as const satisfies Record<string, TableSpec>
