import { beforeAll, expect, test } from 'vitest'
import { insertJob } from '../../../runtime/db/job.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { storeEtl } from '../stored-etl.ts'
import { NOW_MS, useWebserver } from '../webserver.ts'

describeOnEachDatabase('/metrics', current => {
  const webserver = useWebserver(current)

  beforeAll(async () => {
    const { kysely } = current().database
    await storeEtl(current())
    const queued = { state: 'queued', queued_dttm: '2026-11-24 11:59:30.000000' } as const
    await kysely.updateTable('task_instance').set(queued).where('task_id', '=', 'load').execute()
    await insertJob(kysely, {
      jobType: 'SchedulerJob',
      hostname: 'h',
      unixname: 'u',
      executorClass: null,
      atMs: NOW_MS - 5000,
    })
  })

  test('tell Prometheus of schedulers, DAGs, task instances, pools, queues and requests', async () => {
    await webserver().server.inject('/api/v1/version')
    const { body, headers } = await webserver().server.inject('/metrics')
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    for (const line of [
      'airflow_scheduler_heartbeat_age_seconds 5.0',
      'airflow_dags{is_paused="false"} 1.0',
      'airflow_dag_processing_import_errors 1.0',
      'airflow_dag_runs{state="queued"} 1.0',
      'airflow_task_instances{state="queued"} 1.0',
      'airflow_task_instances{state="running"} 0.0',
      'airflow_pool_open_slots{pool="default_pool"} 127.0',
      'airflow_pool_queued_slots{pool="default_pool"} 1.0',
      'airflow_executor_queued_tasks{queue="default"} 1.0',
      'airflow_executor_oldest_queued_task_age_seconds{queue="default"} 30.0',
      'airflow_webserver_requests_total{method="GET",status="200"} 1.0',
    ])
      expect(body.split('\n')).toContain(line)
  })
})
