import { expect, test } from 'vitest'
import type { LiveEvent } from '../../../../runtime/api/ui/contract/events.ts'
import { LiveChanges } from '../../../../runtime/api/ui/live/live-changes.ts'
import { loadConfig } from '../../../../runtime/config/load-config.ts'
import { insertAuditEvent } from '../../../../runtime/db/audit-log.ts'
import { setPaused } from '../../../../runtime/db/dag.ts'
import { databaseTimeMs, saveNode } from '../../../../runtime/db/node.ts'
import { openLog } from '../../../../runtime/service/log.ts'
import { eventually } from '../../../../scripts/servers/eventually.ts'
import { node } from '../../../cluster/nodes.ts'
import { describeOnEachDatabase } from '../../../databases.ts'
import { chainDag, NOW_MS, storeRuns, storeSpec } from '../../../db/stored-runs.ts'

describeOnEachDatabase('watching for changes', current => {
  test('tells all who listen of runs, of what somebody did, of DAGs and of nodes', async () => {
    const { database } = current()
    const dag = await storeSpec(database, chainDag('one'))
    const changes = new LiveChanges({
      database,
      config: loadConfig({ env: { AIRFLOW_HOME: '/nowhere' } }),
      log: openLog('webserver', 'info', () => undefined),
    })
    const heard: LiveEvent[] = []
    const heardToo: LiveEvent[] = []
    const stop = await changes.listen(events => heard.push(...events))
    const stopToo = await changes.listen(events => heardToo.push(...events))
    const until = (wanted: LiveEvent) =>
      eventually(async () => (heard.some(event => isSame(event, wanted)) ? true : null), {
        withinMs: 15_000,
        what: JSON.stringify(wanted),
      })
    try {
      await setPaused(database.kysely, 'one', true)
      await until({ type: 'dags' })
      const [run] = await storeRuns(database, dag, [{}])
      await until({ type: 'dag_run', dagId: 'one', runId: run?.runId as string })
      await insertAuditEvent(database.kysely, { event: 'cli_task_clear', dagId: 'one', runId: 'by hand' }, NOW_MS)
      await until({ type: 'dag_run', dagId: 'one', runId: 'by hand' })
      await saveNode(database.kysely, node({ latestHeartbeatMs: await databaseTimeMs(database.kysely) }))
      await until({ type: 'cluster' })
      await eventually(async () => (heardToo.length === heard.length ? true : null), { withinMs: 5000, what: 'both' })
      expect(heardToo).toEqual(heard)
    } finally {
      stop()
      stopToo()
    }
  })
})

const isSame = (one: LiveEvent, other: LiveEvent): boolean => JSON.stringify(one) === JSON.stringify(other)
