import { boolean, integer, type Options, string } from '../option.ts'

/** [database]: the metadata database. */
export const databaseOptions = {
  sql_alchemy_conn: string(
    'sqlite:///{AIRFLOW_HOME}/airflow.db',
    'URL of the metadata database: sqlite:////absolute/path or mysql://user:password@host:3306/name.',
    { isSensitive: true, format: 'database_url', formerly: ['core.sql_alchemy_conn'] },
  ),
  sql_engine_encoding: string('utf-8', 'Character encoding of the connection.', {
    formerly: ['core.sql_engine_encoding'],
  }),
  sql_engine_collation_for_ids: string(
    '',
    'Collation of the id columns; when unset, MySQL with utf8mb4 gets utf8mb3_bin.',
    { formerly: ['core.sql_engine_collation_for_ids'] },
  ),
  sql_alchemy_pool_enabled: boolean('True', 'Whether connections are kept open for further use.', {
    formerly: ['core.sql_alchemy_pool_enabled'],
  }),
  sql_alchemy_pool_size: integer('5', 'Connections that each process keeps open; 0 means no limit.', {
    min: 0,
    formerly: ['core.sql_alchemy_pool_size'],
  }),
  sql_alchemy_max_overflow: integer('10', 'Connections beyond the pool at busy times; -1 means no limit.', {
    min: -1,
    formerly: ['core.sql_alchemy_max_overflow'],
  }),
  sql_alchemy_pool_recycle: integer(
    '1800',
    'Seconds after which an idle connection is replaced; keep it below the wait_timeout of MySQL.',
    { min: -1, formerly: ['core.sql_alchemy_pool_recycle'] },
  ),
  sql_alchemy_pool_pre_ping: boolean('True', 'Whether a pooled connection is tried before it is used.', {
    formerly: ['core.sql_alchemy_pool_pre_ping'],
  }),
  load_default_connections: boolean('True', 'Whether "airflow db init" creates the sample connections.', {
    formerly: ['core.load_default_connections'],
  }),
  max_db_retries: integer('3', 'Attempts at a statement that fails for a lost connection or a deadlock.', {
    min: 1,
    formerly: ['core.max_db_retries'],
  }),
  check_migrations: boolean('True', 'Whether commands stop when the schema is older than the program.'),
} as const satisfies Options
