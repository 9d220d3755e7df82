import { expect, test } from 'vitest'
import { loadText } from '../scratch-home.ts'

const warningsOf = (text: string, env: NodeJS.ProcessEnv = {}): string[] => {
  const config = loadText(text, env)
  return config.warnings.map(warning => warning.replaceAll(config.file, 'airflow.cfg'))
}

test.each([
  [
    '[core]\nparalelism = 3',
    'airflow.cfg:2: [core] paralelism has no effect: there is no such option; did you mean [core] parallelism?',
  ],
  [
    '[scheduler]\nparallelism = 3',
    'airflow.cfg:2: [scheduler] parallelism has no effect: there is no such option; did you mean [core] parallelism?',
  ],
  [
    '[Core]\nparallelism = 3',
    'airflow.cfg:2: [Core] parallelism has no effect: there is no section [Core]; did you mean [core] parallelism?',
  ],
  ['[shop]\ncolor = red', 'airflow.cfg:2: [shop] color has no effect: there is no section [shop]'],
  ['[core]\nmy_own_thing = 3', 'airflow.cfg:2: [core] my_own_thing has no effect: there is no such option'],
  [
    '[core]\ndag_concurrency = 3',
    'airflow.cfg:2: [core] dag_concurrency has moved: write it as [core] max_active_tasks_per_dag',
  ],
  [
    '[core]\nsql_alchemy_conn_cmd = cat x',
    'airflow.cfg:2: [core] sql_alchemy_conn_cmd has moved: write it as [database] sql_alchemy_conn_cmd',
  ],
  [
    '[core]\nlogging_level = INFO\n[logging]\nlogging_level = DEBUG',
    'airflow.cfg:2: [core] logging_level is ignored, since airflow.cfg:4 sets [logging] logging_level: delete it',
  ],
  [
    '[core]\nparallelism_cmd = cat x',
    'airflow.cfg:2: [core] parallelism_cmd is ignored: only passwords and the like may come from a command or a secrets backend',
  ],
  ['[core]\nsecurity = kerberos', 'airflow.cfg:2: [core] security is not supported: Kerberos is not supported'],
  [
    '[secrets]\nbackend = airflow.providers.hashicorp.secrets.vault.VaultBackend',
    'airflow.cfg:2: [secrets] backend is not supported: connections and variables come from the environment and the database',
  ],
])('%j: %s', (text, warning) => {
  expect(warningsOf(text)).toEqual([warning])
})

test.each([
  [
    'AIRFLOW__CORE__EXECUTR',
    'AIRFLOW__CORE__EXECUTR has no effect: there is no such option; did you mean AIRFLOW__CORE__EXECUTOR?',
  ],
  [
    'AIRFLOW__SCHEDULR__NUM_RUNS',
    'AIRFLOW__SCHEDULR__NUM_RUNS has no effect: there is no section [schedulr]; did you mean AIRFLOW__SCHEDULER__NUM_RUNS?',
  ],
  [
    'AIRFLOW__CORE__DAG_CONCURRENCY',
    'AIRFLOW__CORE__DAG_CONCURRENCY has moved: write it as AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG',
  ],
  [
    'AIRFLOW__LOGGING__REMOTE_LOGGING',
    'AIRFLOW__LOGGING__REMOTE_LOGGING is not supported: logs stay on the hosts that wrote them',
  ],
])('the variable %s: %s', (variable, warning) => {
  expect(warningsOf('', { [variable]: '1' })).toEqual([warning])
})

test('what Airflow has and does nothing here is accepted without a word', () => {
  const text = [
    '[core]\nsecurity =\ndonot_pickle = True\nplugins_folder = /x',
    '[kerberos]\nccache = x\n[webserver]\nworkers = 4\nupdate_fab_perms = True',
    '[kubernetes]\nanything = x\n[celery_broker_transport_options]\nmaster_name = x\n[logging]\nremote_logging = False',
    '[celery]\ncelery_config_options = airflow.config_templates.default_celery.DEFAULT_CELERY_CONFIG',
  ].join('\n')
  expect(warningsOf(text, { AIRFLOW__USAGE_DATA_COLLECTION__ENABLED: 'False', AIRFLOW__CLI__API_CLIENT: 'x' })).toEqual(
    [],
  )
})
