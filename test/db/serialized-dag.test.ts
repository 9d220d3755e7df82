import { beforeEach, expect, test } from 'vitest'
import {
  deleteSerializedDags,
  findSerializedDag,
  getSerializedDag,
  listDagHashes,
  listDagIdsOfFile,
  listSerializedDags,
  saveSerializedDag,
} from '../../runtime/db/serialized-dag.ts'
import type { DagSpec } from '../../runtime/model/dag.ts'
import { dagHash } from '../../runtime/model/serialized-dag.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { dagSpec } from '../model/fixtures/dag-spec.ts'
import { tasksOf } from '../model/fixtures/run-view.ts'

describeOnEachDatabase('serialized DAGs', current => {
  const db = () => current().database.kysely

  beforeEach(async () => {
    await db().deleteFrom('serialized_dag').execute()
  })

  const spec = (dagId: string, given: Partial<DagSpec> = {}): DagSpec => ({
    ...dagSpec(tasksOf('a > b', { b: { retries: 3, templateFields: { bash_command: 'echo "ü" {{ ds }}' } } })),
    dagId,
    ...given,
  })
  const save = (dag: DagSpec): Promise<boolean> => saveSerializedDag(db(), { spec: dag, hash: dagHash(dag) }, 1e12)

  test('come back as they were written, with their hash', async () => {
    const dag = spec('d', { tags: ['x'], params: { n: 1 }, maxActiveRuns: 2 })
    expect(await save(dag)).toBe(true)
    expect(await getSerializedDag(db(), 'd')).toEqual({ spec: dag, hash: dagHash(dag) })
    expect(await listDagHashes(db(), ['d', 'nobody'])).toEqual(new Map([['d', dagHash(dag)]]))
  })

  test('are written only when they or their file have changed', async () => {
    await save(spec('d'))
    expect(await save(spec('d'))).toBe(false)
    expect(await save(spec('d', { maxActiveTasks: 1 }))).toBe(true)
    expect((await findSerializedDag(db(), 'd'))?.spec.maxActiveTasks).toBe(1)
    expect(
      await save(spec('d', { maxActiveTasks: 1, fileloc: '/dags/moved/dag.ts', relativeFileloc: 'moved/dag.ts' })),
    ).toBe(true)
    expect(await listDagIdsOfFile(db(), '/dags/moved/dag.ts')).toEqual(['d'])
  })

  test('are known by file', async () => {
    await save(spec('a'))
    await save(spec('b'))
    await save(spec('c', { fileloc: '/dags/c.ts', relativeFileloc: 'c.ts' }))
    expect((await listDagIdsOfFile(db(), '/dags/dag.ts')).sort()).toEqual(['a', 'b'])
    await deleteSerializedDags(db(), ['a', 'b'])
    await deleteSerializedDags(db(), [])
    expect(await listSerializedDags(db())).toEqual([{ dagId: 'c', fileloc: '/dags/c.ts' }])
  })

  test('that nobody wrote are null, or an error that says how to find the others', async () => {
    expect(await findSerializedDag(db(), 'nobody')).toBeNull()
    expect(await listDagHashes(db(), [])).toEqual(new Map())
    await expect(getSerializedDag(db(), 'nobody')).rejects.toThrow('airflow dags list')
  })

  test('of another format are named', async () => {
    await save(spec('d'))
    await db().updateTable('serialized_dag').set({ data: '{"__version": 3, "dag": {"_dag_id": "d"}}' }).execute()
    await expect(findSerializedDag(db(), 'd')).rejects.toThrow('cannot be read')
  })
})
