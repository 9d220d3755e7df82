const OLD_APP = 'airflow.executors.celery_executor'
const APP = 'airflow.providers.celery.executors.celery_executor'

const OLD_NAME = `${OLD_APP}.execute_command`
const NAME = `${APP}_utils.execute_command`

/**
 * The name of Airflow's Celery task for [celery] celery_app_name. The provider registers its task in a module beside the
 * app's; Airflow up to 2.6 in the app's own.
 */
export function commandTaskName(celeryAppName: string): string {
  return celeryAppName === APP ? NAME : `${celeryAppName}.execute_command`
}

/** Whether a worker takes tasks of that name: the one it is configured for, and those of every Airflow 1.10 and 2. */
export const isCommandTask = (name: string, celeryAppName: string): boolean =>
  name === NAME || name === OLD_NAME || name === commandTaskName(celeryAppName)
