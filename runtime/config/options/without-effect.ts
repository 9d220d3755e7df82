/** Options of Airflow that are accepted and do nothing here, by section, with the reason. */
export interface WithoutEffect {
  readonly section: string
  readonly reason: string
  /** `*` stands for the whole section, whatever is in it. */
  readonly keys: readonly string[] | '*'
}

/** Options that ask for something we do not have: setting one to another value than Airflow's default gives a warning. */
export interface Unsupported {
  readonly section: string
  readonly key: string
  readonly reason: string
  /** Values that ask for nothing, in lower case. Empty is always one. */
  readonly harmless: readonly string[]
}

export const withoutEffect: readonly WithoutEffect[] = [
  ...named('core', 'belongs to Python processes', [
    'allowed_deserialization_classes allowed_deserialization_classes_regexp auth_manager dataset_manager_class',
    'dataset_manager_kwargs donot_pickle execute_tasks_new_python_interpreter lazy_discover_providers',
    'lazy_load_plugins might_contain_dag_callable mp_start_method plugins_folder task_runner unit_test_mode',
    'colored_formatter_class colored_log_format fab_logging_level interleave_timestamp_parser task_log_reader',
    'sql_alchemy_engine_args sql_alchemy_session_maker',
  ]),
  ...named('core', 'is a matter of versions of Airflow before or after the schema used here', [
    'database_access_isolation enable_xcom_pickling internal_api_secret_key internal_api_url secure_mode',
    'sql_alchemy_reconnect_timeout sql_alchemy_schema store_serialized_dags store_dag_code',
    'strict_dataset_uri_validation encrypt_s3_logs remote_log_conn_id remote_base_log_folder',
  ]),
  ...named('database', 'belongs to SQLAlchemy', [
    'alembic_ini_file_path sql_alchemy_engine_args sql_alchemy_schema sql_alchemy_session_maker',
  ]),
  ...named('logging', 'belongs to the logging of Python', [
    'colored_formatter_class colored_log_format extra_logger_names fab_logging_level interleave_timestamp_parser',
    'log_formatter_class secret_mask_adapter task_log_reader',
  ]),
  ...named('logging', 'matters only with remote_logging', [
    'delete_local_logs encrypt_s3_logs google_key_path remote_base_log_folder remote_log_conn_id',
    'remote_task_handler_kwargs',
  ]),
  ...named('metrics', 'belongs to Python or OpenTelemetry clients', [
    'otel_debugging_on otel_host otel_interval_milliseconds otel_port otel_prefix otel_service otel_ssl_active',
    'stat_name_handler statsd_custom_client_path',
  ]),
  ...named('api', 'belongs to Google or to pickled XComs', [
    'enable_xcom_deserialize_support google_key_path google_oauth2_audience google_oauth2_audience',
  ]),
  ...named('cli', 'commands talk to the database', ['api_client endpoint_url']),
  ...named('webserver', 'belongs to Gunicorn and Flask', [
    'access_logformat allowed_payload_size caching_hash_method config_file force_log_out_after max_form_memory_size',
    'max_form_parts reload_on_plugin_change run_internal_api session_backend session_lifetime_days',
    'web_server_master_timeout web_server_worker_timeout worker_class worker_refresh_batch_size',
    'worker_refresh_interval workers web_server_name',
  ]),
  ...named('webserver', 'the web app has no such part', [
    'allow_raw_html_descriptions analytics_id analytics_tool analytics_url audit_view_excluded_events',
    'audit_view_included_events auth_rate_limit auth_rate_limited demo_mode filter_by_owner',
    'instance_name_has_markup num_recent_configurations_for_trigger owner_mode rbac',
    'show_recent_stats_for_completed_runs update_fab_perms',
  ]),
  ...named('celery', 'belongs to the Celery library', ['pool result_backend_sqlalchemy_engine_options task_acks_late']),
  ...named('scheduler', 'the scheduler here has no such part', [
    'authenticate parsing_pre_import_modules run_duration stat_name_handler statsd_custom_client_path',
  ]),
  ...named('secrets', 'matters only with other secrets backends', ['cache_ttl_seconds use_cache']),
  ...sections('belongs to a product that is not part of this one', [
    'atlas azure_remote_logging aws celery_kubernetes_executor dask debug elasticsearch elasticsearch_configs fab',
    'github_enterprise hive kerberos kubernetes kubernetes_annotations kubernetes_environment_variables',
    'kubernetes_executor kubernetes_labels kubernetes_node_selectors kubernetes_secrets ldap lineage local_kubernetes_executor',
    'mesos opensearch openlineage sentry traces usage_data_collection admin',
  ]),
  ...sections('applies to Redis and SQS brokers', ['celery_broker_transport_options']),
]

export const unsupported: readonly Unsupported[] = [
  ...asks('core', 'security', 'Kerberos is not supported'),
  ...asks('core', 'xcom_backend', 'XComs are kept in the database', ['airflow.models.xcom.basexcom']),
  ...asks('core', 'sql_alchemy_connect_args', 'it names Python code; put settings in the URL of sql_alchemy_conn'),
  ...asks('database', 'sql_alchemy_connect_args', 'it names Python code; put settings in the URL of sql_alchemy_conn'),
  ...asks('core', 'remote_logging', 'logs stay on the hosts that wrote them', ['false', 'f', '0']),
  ...asks('logging', 'remote_logging', 'logs stay on the hosts that wrote them', ['false', 'f', '0']),
  ...asks('core', 'logging_config_class', 'it names Python code'),
  ...asks('logging', 'logging_config_class', 'it names Python code'),
  ...asks('metrics', 'otel_on', 'metrics go to statsd only', ['false', 'f', '0']),
  ...asks('webserver', 'authenticate', 'every user signs in', ['false', 'f', '0']),
  ...asks('webserver', 'auth_backend', 'every user signs in'),
  ...asks('email', 'email_backend', 'mails are sent over SMTP', ['airflow.utils.email.send_email_smtp']),
  ...asks('secrets', 'backend', 'connections and variables come from the environment and the database', [
    'slipstream.secrets.localfile',
  ]),
  ...asks(
    'celery',
    'worker_prefetch_multiplier',
    'a worker holds no message that it has no slot for, so that none waits behind a long task while others are idle',
    ['1'],
  ),
  ...asks('celery', 'celery_config_options', 'it names Python code', [
    'airflow.config_templates.default_celery.default_celery_config',
    'airflow.providers.celery.executors.default_celery.default_celery_config',
  ]),
]

function named(section: string, reason: string, lines: readonly string[]): WithoutEffect[] {
  return [{ section, reason, keys: words(lines) }]
}

function sections(reason: string, lines: readonly string[]): WithoutEffect[] {
  return words(lines).map(section => ({ section, reason, keys: '*' as const }))
}

function asks(section: string, key: string, reason: string, harmless: readonly string[] = []): Unsupported[] {
  return [{ section, key, reason, harmless }]
}

function words(lines: readonly string[]): string[] {
  return lines.join(' ').split(' ')
}
