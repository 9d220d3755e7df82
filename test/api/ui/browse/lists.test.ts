import { beforeAll, describe, expect, test } from 'vitest'
import { describeOnEachDatabase } from '../../../databases.ts'
import { chainDag, DAY_MS, FIRST_DAY_MS, NOW_MS, storeRuns, storeSpec } from '../../../db/stored-runs.ts'
import { useWebserver } from '../../webserver.ts'
import { askPage } from '../ask-page.ts'
import { createReader } from '../reader.ts'

const iso = (ms: number): string => new Date(ms).toISOString()

describeOnEachDatabase('the lists of section Browse', current => {
  const webserver = useWebserver(current)
  beforeAll(async () => {
    const { database } = current()
    for (const dagId of ['orders_daily', 'orders%', 'Returns'])
      await storeRuns(database, await storeSpec(database, chainDag(dagId)), [
        { first: 'success', second: 'failed' },
        { first: 'failed' },
      ])
    await createReader(webserver(), 'DAG Runs', 'Task Instances', 'DAG:Returns')
  })

  describe('runs', () => {
    const runsOf = async (query: string): Promise<string[]> => {
      const { runs } = await askPage(webserver(), `/runs?${query}`)
      return runs.map((run: { dagId: string; logicalDateMs: number }) =>
        [run.dagId, (run.logicalDateMs - FIRST_DAY_MS) / DAY_MS].join(' '),
      )
    }

    test('are listed with the newest first', async () => {
      const { runs, total } = await askPage(webserver(), '/runs?dag_id=Returns')
      expect(total).toBe(2)
      expect(runs[0]).toEqual({
        dagId: 'Returns',
        runId: 'scheduled__2026-11-02T00:00:00+00:00',
        state: 'failed',
        runType: 'scheduled',
        logicalDateMs: FIRST_DAY_MS + DAY_MS,
        startMs: NOW_MS - 9000,
        endMs: NOW_MS - 1000,
        note: null,
      })
    })

    test.each([
      ['search=RETURNS&order_by=execution_date', ['Returns 0', 'Returns 1']],
      ['search=11-02&order_by=dag_id', ['Returns 1', 'orders% 1', 'orders_daily 1']],
      ['dag=s_d&order_by=execution_date', ['orders_daily 0', 'orders_daily 1']],
      ['dag=s%25&order_by=execution_date', ['orders% 0', 'orders% 1']],
      ['run=11-01&dag=ret', ['Returns 0']],
      ['state=queued,running', []],
      ['state=failed&dag_id=Returns&type=scheduled', ['Returns 1', 'Returns 0']],
      ['type=manual', []],
      [`dag_id=Returns&from=${iso(FIRST_DAY_MS + 1)}`, ['Returns 1']],
      [`dag_id=Returns&to=${iso(FIRST_DAY_MS)}`, ['Returns 0']],
      ['dag_id=Returns&limit=1&offset=1', ['Returns 0']],
    ])('are narrowed by %s', async (query, expected) => {
      const found = await runsOf(query)
      expect(query.includes('order_by=dag_id') ? found.toSorted() : found).toEqual(expected)
    })

    test('of other DAGs are not shown to who may read one', async () => {
      const { runs, total } = await askPage(webserver(), '/runs', 'reader')
      expect(total).toBe(2)
      expect(new Set(runs.map((run: { dagId: string }) => run.dagId))).toEqual(new Set(['Returns']))
      expect((await askPage(webserver(), '/runs?dag_id=orders_daily', 'reader')).total).toBe(0)
      expect((await askPage(webserver(), '/runs', 'public')).status).toBe(403)
    })

    test.each([
      ['state=late', "'late' is not one of"],
      ['from=yesterday', 'yesterday'],
      ['order_by=password', "Ordering with 'password' is disallowed"],
      ['offset=-1', '-1 is less than the minimum of 0'],
    ])('refuse %s', async (query, sentence) => {
      const { status, detail } = await askPage(webserver(), `/runs?${query}`)
      expect([status, detail]).toEqual([400, expect.stringContaining(sentence)])
    })
  })

  describe('task instances', () => {
    const tasksOf = async (query: string): Promise<string[]> => {
      const { taskInstances } = await askPage(webserver(), `/task-instances?dag=Returns&${query}`)
      return taskInstances.map((one: { taskId: string; state: string }) => `${one.taskId} ${one.state}`)
    }

    test('tell where they ran', async () => {
      const { taskInstances, total } = await askPage(webserver(), '/task-instances?dag=Returns&task=first&run=11-01')
      expect(total).toBe(1)
      expect(taskInstances[0]).toEqual({
        dagId: 'Returns',
        runId: 'scheduled__2026-11-01T00:00:00+00:00',
        taskId: 'first',
        mapIndex: -1,
        state: 'success',
        tryNumber: 1,
        operator: 'BashOperator',
        pool: 'default_pool',
        queue: 'default',
        hostname: '',
        startMs: NOW_MS - 8000,
        endMs: NOW_MS - 2000,
        note: null,
      })
    })

    test.each([
      ['state=failed&order_by=task_id', ['first failed', 'second failed']],
      ['state=none,success&run=11-01&order_by=-task_id', ['third null', 'first success', 'aside null']],
      ['search=SECOND&run=11-01', ['second failed']],
      ['task=a_ide', []],
      ['operator=bash&task=aside&run=11-01', ['aside null']],
      ['operator=python', []],
      ['pool=DEFAULT&queue=def&task=third&run=11-02', ['third null']],
      ['hostname=worker1', []],
      [`from=${iso(NOW_MS - 8000)}&to=${iso(NOW_MS)}&task=second`, ['second failed']],
      [`from=${iso(NOW_MS)}`, []],
    ])('are narrowed by %s', async (query, expected) => {
      expect(await tasksOf(query)).toEqual(expected)
    })

    test('of other DAGs are not shown to who may read one', async () => {
      expect((await askPage(webserver(), '/task-instances', 'reader')).total).toBe(8)
      expect((await askPage(webserver(), '/task-instances')).total).toBe(24)
      expect((await askPage(webserver(), '/task-instances', 'public')).status).toBe(403)
    })
  })
})
