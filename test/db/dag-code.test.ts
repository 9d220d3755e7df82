import { expect, test } from 'vitest'
import { deleteDagCode, filelocHash, findDagCode, saveDagCode } from '../../runtime/db/dag-code.ts'
import { describeOnEachDatabase } from '../databases.ts'

const AT_MS = Date.UTC(2026, 0, 1)

test('filelocHash is what Airflow computes', () => {
  expect(filelocHash('/opt/airflow/dags/etl_ü.py')).toBe(28686278052915746n)
})

describeOnEachDatabase('DAG code', current => {
  const db = () => current().database.kysely

  test('is replaced under its file, and deleted with it', async () => {
    const fileloc = '/dags/a.ts'
    await saveDagCode(db(), { fileloc: '/dags/b.ts', sourceCode: 'b' }, AT_MS)
    await saveDagCode(db(), { fileloc, sourceCode: 'old' }, AT_MS)
    await saveDagCode(db(), { fileloc, sourceCode: '// 😀' }, AT_MS + 1000)
    expect(await findDagCode(db(), fileloc)).toBe('// 😀')
    await deleteDagCode(db(), fileloc)
    expect([await findDagCode(db(), fileloc), await findDagCode(db(), '/dags/b.ts')]).toEqual([null, 'b'])
  })
})
