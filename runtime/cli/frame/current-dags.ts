import { latestHeartbeat } from '../../db/job.ts'
import { wakeScheduler } from '../../queue/wake-scheduler.ts'
import { systemClock } from '../../service/clock.ts'
import { openLog } from '../../service/log.ts'
import type { Call } from './command.ts'
import { type Opened, withDatabase } from './open.ts'

/**
 * For commands that speak of DAGs: where no scheduler keeps the database at what the dags folder says, the folder is read
 * first, so that a new DAG file can be listed and tried without one.
 */
export async function withCurrentDags<T>(call: Call, work: (opened: Opened) => Promise<T>): Promise<T> {
  return withDatabase(call, async opened => {
    if (!(await isSchedulerAlive(opened))) await readDagFiles(opened)
    return work(opened)
  })
}

async function isSchedulerAlive({ db, config }: Opened): Promise<boolean> {
  const heartbeatMs = await latestHeartbeat(db, 'SchedulerJob')
  const thresholdMs = config.integer('scheduler', 'scheduler_health_check_threshold') * 1000
  return heartbeatMs !== null && systemClock() - heartbeatMs < thresholdMs
}

/** Reads every DAG file once and stores what it defines; problems of the files become import errors. */
export async function readDagFiles({ config, database }: Opened): Promise<void> {
  const { DagProcessor } = await import('../../dag/processor.ts')
  const changed = new Set<string>()
  using processor = new DagProcessor({
    config,
    database,
    clock: systemClock,
    log: openLog('dag_processor', 'error', line => process.stderr.write(line)),
    onChanged: dagId => changed.add(dagId),
  })
  await processor.runOnce()
  await wakeScheduler(config, ...[...changed].map(dagId => ({ type: 'dag' as const, dagId })))
}
