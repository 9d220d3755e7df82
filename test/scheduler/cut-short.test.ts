import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import type { TaskInstance } from '../../runtime/db/task-instance.ts'
import { sayCutShort } from '../../runtime/scheduler/cut-short.ts'
import { hostName } from '../../runtime/service/host-name.ts'
import { attemptLogPath } from '../../runtime/task-log/log-path.ts'
import { describeOnEachDatabase } from '../databases.ts'
import { DAG_ID, insertTaskInstances } from '../db/rows.ts'
import { openScratchHome } from '../worker/scratch-home.ts'

const AT_MS = Date.UTC(2026, 0, 5)
const MESSAGE =
  /^\[.*\] \{scheduler\} ERROR - The attempt was cut short: its worker on .* died.*Marking task as UP_FOR_RETRY\.\n$/

describeOnEachDatabase('An attempt that was cut short', current => {
  const attempt = (runId: string, hostname: string): TaskInstance => ({
    ...{ dagId: DAG_ID, runId, taskId: 't', mapIndex: -1, tryNumber: 2, maxTries: 3 },
    ...{ state: 'running', startDateMs: AT_MS, endDateMs: null, jobId: 1, queuedByJobId: 1, token: 'x', hostname },
    ...{ pool: 'default_pool', poolSlots: 1, priorityWeight: 1, queue: 'default' },
  })
  const notes = () => current().database.kysely.selectFrom('task_instance_note').selectAll().execute()
  const say = async (home: { readonly config: Parameters<typeof attemptLogPath>[0] }, instance: TaskInstance) =>
    sayCutShort({ ...home, database: current().database }, [{ instance, to: 'up_for_retry', atMs: AT_MS }])

  test('has a last line in its log that says so, where the log is on this host', async () => {
    await using home = await openScratchHome()
    await insertTaskInstances(current().database.kysely, 'here', [{ task_id: 't' }])
    const instance = attempt('here', hostName())
    const path = attemptLogPath(home.config, { ...instance, logicalDateMs: AT_MS })
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, 'what it wrote\n')
    await say({ config: home.config }, instance)
    expect(readFileSync(path, 'utf8').split('what it wrote\n')[1]).toMatch(MESSAGE)
    expect(await notes()).toEqual([])
  })

  test('has a note where its log is elsewhere, after what a user has noted', async () => {
    await using home = await openScratchHome()
    await insertTaskInstances(current().database.kysely, 'there', [{ task_id: 't' }])
    const instance = attempt('there', 'another-host')
    await say({ config: home.config }, instance)
    await say({ config: home.config }, { ...instance, tryNumber: 3 })
    const [note, ...more] = await notes()
    expect(more).toEqual([])
    const [first, second] = String(note?.content).split('\n')
    expect(first).toMatch(/^Attempt 2: The attempt was cut short: its worker on another-host died/)
    expect(second).toMatch(/^Attempt 3: /)
    expect(note?.user_id).toBeNull()
  })

  test('of which there is no log yet has a note, too', async () => {
    await using home = await openScratchHome()
    await insertTaskInstances(current().database.kysely, 'nowhere', [{ task_id: 't' }])
    await say({ config: home.config }, attempt('nowhere', hostName()))
    expect((await notes()).map(note => note.run_id)).toContain('nowhere')
  })
})
