import { channel } from 'node:diagnostics_channel'
import { describe, expect, test } from 'vitest'
import { createDagRun } from '../../runtime/db/create-dag-run.ts'
import { inTransaction } from '../../runtime/db/database.ts'
import { getSerializedDag } from '../../runtime/db/serialized-dag.ts'
import { runScheduler } from '../../runtime/scheduler/run-scheduler.ts'
import { openLog } from '../../runtime/service/log.ts'
import { sendWakeup } from '../../runtime/service/wake-socket.ts'
import { eventually } from '../../scripts/servers/eventually.ts'
import { serverBinary } from '../database-server.ts'
import { createTestDatabase } from '../databases.ts'
import { openScratchHome } from '../worker/scratch-home.ts'

const TASKS = 30
const DAGS = `import { Dag } from 'slipstream'
const chain = new Dag('chain', { isPausedUponCreation: false })
const ids = Array.from({ length: ${TASKS} }, (_, at) => 't' + at)
ids.map(id => chain.bash(id, { command: 'echo {{ ds }}' })).reduce((one, next) => (one.before(next), next))
const fan = new Dag('fan', { isPausedUponCreation: false, maxActiveTasks: 64 })
for (const id of ids) fan.bash(id, { command: 'echo {{ ds }}' })`

/** Heartbeats, slow polls and the processor go on meanwhile. */
const OF_THE_RUN = 60

/** What is sent to the database `name` until disposed of, each statement a round trip. */
function listen(name: string) {
  const statements: string[] = []
  const queries = channel('tracing:mysql2:query:start')
  const hear = (message: unknown): void => {
    const { database, query } = message as { readonly database: string; readonly query: string }
    if (database === name) statements.push(query)
  }
  queries.subscribe(hear)
  return { statements, [Symbol.dispose]: () => queries.unsubscribe(hear) }
}

describe.skipIf(serverBinary() === null)('On MySQL', () => {
  test('a task costs few round trips and commits, and fewer where many come together', async () => {
    await using database = await createTestDatabase('mysql')
    await using home = await openScratchHome({
      dags: { 'dags.ts': DAGS },
      env: { AIRFLOW__DATABASE__SQL_ALCHEMY_CONN: database.url },
    })
    const lines: string[] = []
    const stop = new AbortController()
    const log = openLog('scheduler', 'info', line => lines.push(line))
    const scheduling = runScheduler({ ...home, log, signal: stop.signal, deadline: stop.signal })
    const says = (text: string) =>
      eventually(async () => lines.some(line => line.includes(text)) || null, { withinMs: 25_000, what: text })
    const cost = async (dagId: string) => {
      const dag = await eventually(() => getSerializedDag(database.database.kysely, dagId), {
        withinMs: 15_000,
        what: dagId,
      })
      using heard = listen(new URL(database.url).pathname.slice(1))
      const nowMs = Date.now()
      const request = {
        runType: 'manual',
        logicalDateMs: nowMs,
        interval: { startMs: nowMs, endMs: nowMs },
        nowMs,
      } as const
      const run = await inTransaction(database.database, db => createDagRun(db, dag, request))
      await sendWakeup(home.home, { type: 'dag_run', ...run })
      await says(`Marking run <DagRun ${dagId} @ ${run.runId}> success`)
      return { statements: heard.statements.length, commits: heard.statements.filter(one => one === 'commit').length }
    }
    const chain = await cost('chain')
    expect(chain.statements).toBeLessThanOrEqual(14 * TASKS + OF_THE_RUN)
    expect(chain.commits).toBeLessThanOrEqual(2 * TASKS + OF_THE_RUN / 4)
    const fan = await cost('fan')
    expect(fan.statements).toBeLessThanOrEqual(8 * TASKS + OF_THE_RUN)
    expect(fan.commits).toBeLessThanOrEqual(TASKS)
    stop.abort()
    await scheduling
  })
})
