/**
 * Options of airflow.cfg that the template writes, by `section.key`, and what to do instead of setting them. They are every
 * option of the template, so that none of a stack's own can be there twice.
 */
export const RESERVED_OPTIONS: Readonly<Record<string, string>> = {
  'core.dags_folder': 'Use airflow.dagsFolder',
  'core.executor': 'A cluster has the CeleryExecutor',
  'core.default_timezone': 'Use timezone',
  'core.fernet_key': 'Use airflow.fernetKey',
  'database.sql_alchemy_conn': 'Use database',
  'logging.base_log_folder': 'Use airflow.home',
  'logging.worker_log_server_port': 'Use airflow.workerLogPort',
  'webserver.base_url': 'Use airflow.baseUrl',
  'webserver.web_server_port': 'Use airflow.webserverPort',
  'webserver.default_ui_timezone': 'Use timezone',
  'webserver.secret_key': 'Use airflow.secretKey',
  'celery.broker_url': 'Use broker',
  'celery.result_backend': 'Use database',
  'celery.flower_port': 'Use airflow.flowerPort',
  'celery.flower_basic_auth':
    'Use airflow.flowerPassword: flower knows the users of Airflow, and one that is called flower',
}
