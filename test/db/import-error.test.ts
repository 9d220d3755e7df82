import { expect, test } from 'vitest'
import { deleteImportErrors, listImportErrors, saveImportError } from '../../runtime/db/import-error.ts'
import { describeOnEachDatabase } from '../databases.ts'

describeOnEachDatabase('import errors', current => {
  test('are one per file, with the last thing that was wrong', async () => {
    const db = current().database.kysely
    await saveImportError(db, { filename: '/dags/a.ts', stacktrace: 'first', atMs: 1000 })
    await saveImportError(db, { filename: '/dags/b.ts', stacktrace: 'ü'.repeat(70_000), atMs: 1000 })
    const [before] = await listImportErrors(db)
    await saveImportError(db, { filename: '/dags/a.ts', stacktrace: 'second', atMs: 2000 })
    const [a, b, ...more] = await listImportErrors(db)
    expect(a).toEqual({ id: before?.id, filename: '/dags/a.ts', stacktrace: 'second', timestampMs: 2000 })
    expect(b?.stacktrace).toBe('ü'.repeat(16_000))
    expect(more).toEqual([])
    await deleteImportErrors(db, ['/dags/a.ts', '/dags/unknown.ts'])
    await deleteImportErrors(db, [])
    expect((await listImportErrors(db)).map(error => error.filename)).toEqual(['/dags/b.ts'])
  })
})
