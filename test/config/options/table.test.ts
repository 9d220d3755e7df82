import { expect, test } from 'vitest'
import { knownName } from '../../../runtime/config/options/names.ts'
import { namedOptions, optionTable, variableName } from '../../../runtime/config/options/table.ts'
import { unsupported, withoutEffect } from '../../../runtime/config/options/without-effect.ts'
import { typedValue } from '../../../runtime/config/resolve/typed-value.ts'

test('every default is a value of its option', () => {
  for (const { section, key, option } of namedOptions) {
    const text = option.default.replaceAll('{AIRFLOW_HOME}', '/home/x')
    expect([section, key, typedValue(option, text)]).toEqual([section, key, { value: expect.toSatisfy(() => true) }])
  }
})

test('every option says in a sentence what it is for', () => {
  const odd = namedOptions.filter(({ option }) => !/^[A-Z].{8,}\.$/.test(option.description))
  expect(odd.map(({ key }) => key)).toEqual([])
})

test('no place means two options', () => {
  const places = namedOptions.flatMap(named => named.places.map(place => place.variable))
  expect(places.filter((variable, index) => places.indexOf(variable) !== index)).toEqual([])
})

test('no option with an effect is listed as one without', () => {
  const listed = withoutEffect.flatMap(({ section, keys }) =>
    keys === '*' ? [] : keys.map(key => `${section}.${key}`),
  )
  const own = new Set(namedOptions.map(({ section, key }) => `${section}.${key}`))
  expect(listed.filter(name => own.has(name))).toEqual([])
  expect(withoutEffect.filter(({ section, keys }) => keys === '*' && section in optionTable)).toEqual([])
})

test('what is not supported is said once', () => {
  const quiet = new Set(withoutEffect.flatMap(({ section, keys }) => [...keys].map(key => `${section}.${key}`)))
  expect(unsupported.filter(({ section, key }) => quiet.has(`${section}.${key}`))).toEqual([])
})

test('sections with dots become variables with underscores', () => {
  expect(variableName('my.section', 'key')).toBe('AIRFLOW__MY_SECTION__KEY')
})

// The renames that a loader of Airflow's files has to know.
test.each([
  ['core.base_log_folder', 'logging.base_log_folder'],
  ['core.logging_level', 'logging.logging_level'],
  ['core.log_format', 'logging.log_format'],
  ['core.simple_log_format', 'logging.simple_log_format'],
  ['core.log_filename_template', 'logging.log_filename_template'],
  ['core.log_processor_filename_template', 'logging.log_processor_filename_template'],
  ['core.dag_processor_manager_log_location', 'logging.dag_processor_manager_log_location'],
  ['core.sql_alchemy_conn', 'database.sql_alchemy_conn'],
  ['core.sql_alchemy_pool_size', 'database.sql_alchemy_pool_size'],
  ['core.sql_engine_encoding', 'database.sql_engine_encoding'],
  ['core.sql_engine_collation_for_ids', 'database.sql_engine_collation_for_ids'],
  ['core.load_default_connections', 'database.load_default_connections'],
  ['core.max_db_retries', 'database.max_db_retries'],
  ['core.worker_precheck', 'celery.worker_precheck'],
  ['scheduler.statsd_on', 'metrics.statsd_on'],
  ['scheduler.statsd_allow_list', 'metrics.metrics_allow_list'],
  ['scheduler.max_threads', 'scheduler.parsing_processes'],
  ['scheduler.processor_poll_interval', 'scheduler.scheduler_idle_sleep_time'],
  ['celery.default_queue', 'operators.default_queue'],
  ['celery.worker_log_server_port', 'logging.worker_log_server_port'],
  ['admin.hide_sensitive_variable_fields', 'core.hide_sensitive_var_conn_fields'],
  ['admin.sensitive_variable_fields', 'core.sensitive_var_conn_names'],
  ['core.non_pooled_task_slot_count', 'core.default_pool_task_slot_count'],
  ['core.dag_concurrency', 'core.max_active_tasks_per_dag'],
  ['api.auth_backend', 'api.auth_backends'],
  ['scheduler.deactivate_stale_dags_interval', 'scheduler.parsing_cleanup_interval'],
  ['celery.stalled_task_timeout', 'scheduler.task_queued_timeout'],
  ['celery.task_adoption_timeout', 'scheduler.task_queued_timeout'],
  ['celery.celeryd_concurrency', 'celery.worker_concurrency'],
  ['celery.celery_result_backend', 'celery.result_backend'],
  ['celery.celery_broker_url', 'celery.broker_url'],
  ['celery.celery_ssl_active', 'celery.ssl_active'],
  ['celery.celery_ssl_key', 'celery.ssl_key'],
  ['celery.celery_ssl_cert', 'celery.ssl_cert'],
  ['celery.celery_ssl_cacert', 'celery.ssl_cacert'],
])('%s is now %s', (former, present) => {
  const [section, key] = former.split('.') as [string, string]
  const known = knownName(section, key)
  expect(known).toMatchObject({ kind: 'option', isFormer: true })
  expect(known?.kind === 'option' && `${known.named.section}.${known.named.key}`).toBe(present)
})
