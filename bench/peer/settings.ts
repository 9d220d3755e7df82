import { join } from 'node:path'
import { CONCURRENCY } from '../celery/cluster.ts'
import { MAX_ACTIVE_TASKS } from '../system/workloads.ts'
import type { Release } from './install.ts'

export interface Place {
  readonly home: string
  readonly webPort: number
  /** `user:password@host:port/name` of its database. */
  readonly databaseAddress: string
  readonly brokerUrl: string
}

/** The configuration of an Airflow that a careful operator has tuned for low latency on a small machine. */
export function settingsOf(release: Release, place: Place): NodeJS.ProcessEnv {
  const sections = { ...tuned, ...placed(place) }
  const own = release === 'airflow-2.11' ? airflow2(place) : airflow3(place)
  const environment: NodeJS.ProcessEnv = { AIRFLOW_HOME: place.home }
  for (const [section, options] of [...Object.entries(sections), ...Object.entries(own)]) {
    for (const [option, value] of Object.entries(options)) {
      environment[`AIRFLOW__${section}__${option}`.toUpperCase()] = String(value)
    }
  }
  return environment
}

type Sections = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>

/** What differs from the defaults for speed; the defaults stand behind. */
const tuned = {
  scheduler: {
    scheduler_idle_sleep_time: 0.1, // 1
    max_tis_per_query: 64, // 16
    parsing_processes: 2,
    max_dagruns_to_create_per_loop: 50, // 10
    max_dagruns_per_loop_to_schedule: 50, // 20
    min_file_process_interval: 300, // 30: files do not change
    enable_health_check: false,
  },
  dag_processor: { min_file_process_interval: 300 }, // its place in Airflow 3
  database: { sql_alchemy_pool_size: 10 }, // 5
  webserver: { workers: 2 }, // 4
  api: { workers: 1 },
  logging: { logging_level: 'WARNING' }, // INFO
  usage_data_collection: { enabled: false },
} satisfies Sections

const placed = ({ home, brokerUrl }: Place) =>
  ({
    core: {
      executor: 'CeleryExecutor',
      dags_folder: join(home, 'dags'),
      load_examples: false,
      dags_are_paused_at_creation: false,
      fernet_key: FERNET_KEY,
      parallelism: MAX_ACTIVE_TASKS, // 32
      max_active_tasks_per_dag: MAX_ACTIVE_TASKS, // 16
      max_active_runs_per_dag: 64, // 16
    },
    celery: {
      broker_url: brokerUrl,
      worker_concurrency: CONCURRENCY,
      worker_prefetch_multiplier: 1,
      sync_parallelism: 1, // 0: one less than the cores
    },
  }) satisfies Sections

// Of a database that lives as long as the run.
const FERNET_KEY = `${Buffer.alloc(32, 7).toString('base64url')}=`
const SECRET = 'bench-secret-'.repeat(6)

function airflow2({ webPort, databaseAddress }: Place): Sections {
  const url = `mysql+mysqldb://${databaseAddress}`
  return {
    database: { sql_alchemy_conn: url },
    celery: { result_backend: `db+${url}` },
    api: { auth_backends: 'airflow.api.auth.backend.basic_auth,airflow.api.auth.backend.session' },
    webserver: {
      web_server_host: '127.0.0.1',
      web_server_port: webPort,
      base_url: `http://127.0.0.1:${webPort}`,
      secret_key: SECRET,
    },
  }
}

function airflow3({ webPort, databaseAddress }: Place): Sections {
  const url = `postgresql+psycopg2://${databaseAddress}`
  return {
    database: { sql_alchemy_conn: url },
    celery: { result_backend: `db+${url}` },
    core: {
      execution_api_server_url: `http://127.0.0.1:${webPort}/execution/`,
      auth_manager: 'airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager',
      simple_auth_manager_all_admins: true,
    },
    api: { host: '127.0.0.1', port: webPort, base_url: `http://127.0.0.1:${webPort}`, secret_key: SECRET },
    api_auth: { jwt_secret: SECRET },
  }
}
