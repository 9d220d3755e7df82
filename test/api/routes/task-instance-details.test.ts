import { beforeAll, expect, test } from 'vitest'
import { setPaused } from '../../../runtime/db/dag.ts'
import { describeOnEachDatabase } from '../../databases.ts'
import { storeEtl } from '../stored-etl.ts'
import { ask, useWebserver } from '../webserver.ts'

const RUN = '/dags/etl/dagRuns/mapped/taskInstances'

describeOnEachDatabase('the details of a task instance', current => {
  const webserver = useWebserver(current)
  const get = async (path: string) => (await ask(webserver(), `GET ${RUN}${path}`, { as: 'viewer' })).body

  beforeAll(() => storeEtl(current()))

  test('say in words what it waits for', async () => {
    await setPaused(current().database.kysely, 'etl', true)
    expect((await get('/load/0/dependencies')).dependencies).toEqual([
      { name: 'DAG Paused', reason: "Task's DAG 'etl' is paused." },
      { name: 'Dagrun Running', reason: "Task instance's dagrun was not of type 'running' but 'queued'." },
      { name: 'Trigger Rule', reason: expect.stringContaining('1 upstream task not in success') },
    ])
  })

  test('hold former tries and the current one, each once', async () => {
    const clear = { task_ids: ['extract'], dag_run_id: 'mapped', only_failed: false, dry_run: false }
    const row = { state: 'failed', try_number: 1, hostname: 'one' } as const
    await current().database.kysely.updateTable('task_instance').set(row).where('task_id', '=', 'extract').execute()
    const { body } = await ask(webserver(), 'POST /dags/etl/clearTaskInstances', { body: clear })
    expect(body.task_instances).toHaveLength(1)
    const again = { state: 'running', try_number: 2, hostname: 'two' } as const
    await current().database.kysely.updateTable('task_instance').set(again).where('task_id', '=', 'extract').execute()
    const tries = await get('/extract/tries')
    expect(tries.task_instances.map((one: Record<string, unknown>) => [one['try_number'], one['state']])).toEqual([
      [1, 'failed'],
      [2, 'running'],
    ])
    expect(await get('/extract/tries/1')).toMatchObject({ hostname: 'one', dag_run_id: 'mapped' })
    expect((await get('/extract/dependencies')).dependencies).toEqual([])
  })

  test('are told of what exists only', async () => {
    expect((await get('/extract/tries/9')).status).toBe(404)
    expect((await get('/load/dependencies')).title).toBe('Task instance not found')
    expect((await get('/load/x/tries')).status).toBe(404)
  })
})
