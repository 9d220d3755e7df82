import { expect, test } from 'vitest'
import { changesBetween } from '../../runtime/api/ui/live/changes.ts'
import { insertAuditEvent } from '../../runtime/db/audit-log.ts'
import { readLiveSignature, runsTouchedSince } from '../../runtime/db/live-signature.ts'
import type { Db } from '../../runtime/db/tables.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { chainDag, NOW_MS, storeRuns, storeSpec } from './stored-runs.ts'

/** As many as one look takes. */
const STATEMENTS = 5

describeOnEachDatabase('a run that is queued again by hand and soon over', current => {
  test('is noticed at the end, in the midst of whichever statement it was queued', async () => {
    const { database } = current()
    const db = database.kysely
    const [run] = await storeRuns(database, await storeSpec(database, chainDag('one')), [{}])
    const { dagId = '', runId = '' } = run ?? {}
    const event = { type: 'dag_run', dagId, runId }
    const setState = (state: 'queued' | 'failed') =>
      db.updateTable('dag_run').set({ state }).where('run_id', '=', runId).execute()
    for (let statement = 0; statement < STATEMENTS; statement += 1) {
      let isQueued = false
      const before = await look(
        afterStatement(db, statement, async () => {
          await setState('queued')
          await insertAuditEvent(db, { event: 'by hand', dagId, runId }, NOW_MS)
          isQueued = true
        }),
      )
      expect(isQueued).toBe(true)
      await setState('failed')
      const after = await look(db)
      expect(changesBetween(before, after, await runsTouchedSince(db, before))).toContainEqual(event)
    }
  })
})

const look = async (db: Db) => ({ ...(await readLiveSignature(db)), cluster: '' })

/** The same database, in which something is done as soon as that many statements have been answered. */
function afterStatement(db: Db, count: number, act: () => Promise<unknown>): Db {
  let answered = 0
  return db.withPlugin({
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      if (answered++ === count) await act()
      return result
    },
  })
}
