import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { millis, seconds } from '../figures/lines.ts'
import { type MemoryCurve, memoryTable } from '../figures/memory-table.ts'
import { ratesInWindows } from '../figures/over-time.ts'
import type { Report } from '../figures/report.ts'
import { untilKnown } from '../system/api.ts'
import { cpuClock } from '../system/cpu-clock.ts'
import { airflow, untilHealthy } from '../system/slipstream.ts'
import { writeParallel } from '../system/workloads.ts'
import { type Cluster, createCluster } from './cluster.ts'
import { endsOf, type Progress, progressOf } from './load-progress.ts'
import { MemoryWatch } from './memory-watch.ts'
import { type Servers, startServers } from './servers.ts'

const DAGS = 20
const LOOK_EVERY_MS = 1000
/** It stops then, finished or not. */
const PATIENCE_MS = { toQueue: 5 * 60_000, toRun: 15 * 60_000 }

/** So many tasks, all queued before two workers start to run them: how fast, how evenly, and how memory behaves. */
export async function runLoad(report: Report, tasks: number): Promise<void> {
  await using servers = await startServers()
  report.raw['servers'] = { database: servers.database.version, broker: servers.broker.version }
  await using cluster = await createCluster(servers, { workers: 2, hasFlower: true, settings: limitsOf(tasks) })
  await airflow(cluster.home, 'pools', 'set', 'default_pool', String(tasks), 'as many as the load')
  const perDag = Math.ceil(tasks / DAGS)
  const dagIds = writeParallel(join(cluster.home.folder, 'dags'), { dags: DAGS, tasks: perDag })
  cluster.programs.start(['scheduler', 'webserver', 'flower'])
  await untilHealthy(cluster.call)
  await untilKnown(cluster.call, DAGS)
  const load = { servers, cluster, tasks: perDag * DAGS }
  await queueAll(report, load, dagIds)
  await runAll(report, load)
}

interface Load {
  readonly servers: Servers
  readonly cluster: Cluster
  readonly tasks: number
}

const limitsOf = (tasks: number): NodeJS.ProcessEnv => ({
  AIRFLOW__CORE__PARALLELISM: String(2 * tasks),
  AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG: String(tasks),
})

async function queueAll({ raw, line }: Report, load: Load, dagIds: readonly string[]): Promise<void> {
  const startedMs = performance.now()
  for (const dagId of dagIds) await load.cluster.call('POST', `/dags/${dagId}/dagRuns`, { conf: {} })
  const isQueued = ({ queued = 0 }: Progress) => queued >= load.tasks
  await watch(load, { isDone: isQueued, withinMs: PATIENCE_MS.toQueue, look: () => undefined })
  const tookS = (performance.now() - startedMs) / 1000
  raw['queueing'] = { tasks: load.tasks, tookS }
  const what = `${load.tasks} tasks triggered and queued`
  line({ what, floor: '-', measured: seconds(tookS), budget: '-', isMet: true })
}

async function runAll(report: Report, load: Load): Promise<void> {
  const { cluster, servers, tasks } = load
  const fromS = Date.now() / 1000
  const clock = cpuClock(cluster)
  cluster.programs.start(['worker1', 'worker2'])
  const memory = new MemoryWatch(cluster.programs, ['scheduler', 'worker1', 'worker2', 'flower', 'webserver'])
  const hasEnded = ({ success = 0, failed = 0, upstream_failed: upstream = 0 }: Progress) =>
    success + failed + upstream >= tasks
  const progress = await watch(load, {
    isDone: hasEnded,
    withinMs: PATIENCE_MS.toRun,
    look: () => memory.look(),
  })
  const { cpuS, wallS } = clock.read()
  const endsS = await endsOf(servers.database, cluster.databaseName)
  const tookS = Math.max(...endsS) - fromS
  const rates = ratesInWindows(endsS, { fromS, windowS: 10 })
  const curves = memory.curves()
  Object.assign(report.raw, { tasks, progress, tookS, ratesPer10S: rates, memory: curves, cpuS, wallS })
  tellOf(report, { load, endsS, tookS, rates, curves })
  report.tell(`CPU per task: ${Object.entries(cpuS).map(([name, value]) => `${name} ${millis(value / tasks)}`)}`)
}

interface Watch {
  readonly isDone: (progress: Progress) => boolean
  readonly withinMs: number
  readonly look: () => void
}

/** Looks now and then, until it is done or the time is over; @returns the last progress */
async function watch({ servers, cluster }: Load, { isDone, withinMs, look }: Watch): Promise<Progress> {
  const giveUpMs = performance.now() + withinMs
  for (;;) {
    look()
    cluster.programs.assertRun()
    const progress = await progressOf(servers.database, cluster.databaseName)
    if (isDone(progress) || performance.now() > giveUpMs) return progress
    await sleep(LOOK_EVERY_MS)
  }
}

interface Outcome {
  readonly load: Load
  readonly endsS: readonly number[]
  readonly tookS: number
  readonly rates: readonly number[]
  readonly curves: Readonly<Record<string, MemoryCurve>>
}

function tellOf({ line, tell }: Report, { load, endsS, tookS, rates, curves }: Outcome): void {
  const [done, all] = [endsS.length, load.tasks]
  line({
    what: `${all} tasks that were queued, on two workers`,
    floor: '-',
    measured: `${seconds(tookS)}, ${(done / tookS).toFixed(0)} tasks/s${done === all ? '' : `, only ${done} succeeded`}`,
    budget: '-',
    isMet: done === all,
  })
  tell(`tasks/s in windows of 10 s: ${rates.map(rate => rate.toFixed(0)).join(' ')}`)
  tell(`memory:\n${memoryTable(curves)}`)
}
