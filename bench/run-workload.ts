import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds, processTree } from './processes.ts'
import type { Server } from './server.ts'

interface DagRun {
  readonly dag_run_id: string
  readonly state: string
  readonly end_date: string | null
}

interface TaskInstance {
  readonly task_id: string
  readonly start_date: string | null
  readonly end_date: string | null
}

/** One trigger of some DAGs, all at once, until every run has ended. Times in seconds. */
export interface Measurement {
  readonly tasks: number
  /** First trigger accepted to the end of the last run. */
  readonly makespanS: number
  /** End of the last upstream task to the start of its downstream task, one for each task that has an upstream. */
  readonly gapsS: readonly number[]
  /** Trigger accepted to the start of the first task. */
  readonly firstStartS: number
  /** CPU of scheduler, webserver and tasks, per task. */
  readonly cpuPerTaskS: number
}

export async function runWorkload(server: Server, dagIds: readonly string[]): Promise<Measurement> {
  const cpuBefore = serverCpu(server)
  const accepted: number[] = []
  const runs = await Promise.all(dagIds.map(dagId => trigger(server, dagId, accepted)))
  for (const run of runs) await untilEnded(server, run)
  const cpu = serverCpu(server) - cpuBefore
  const measured = await Promise.all(runs.map(run => measureRun(server, run)))
  const firstAcceptedMs = Math.min(...accepted)
  const tasks = measured.reduce((sum, run) => sum + run.tasks, 0)
  return {
    tasks,
    makespanS: (Math.max(...measured.map(run => run.endMs)) - firstAcceptedMs) / 1000,
    gapsS: measured.flatMap(run => run.gapsS),
    firstStartS: (Math.min(...measured.map(run => run.firstStartMs)) - firstAcceptedMs) / 1000,
    cpuPerTaskS: cpu / tasks,
  }
}

const serverCpu = (server: Server): number => cpuSeconds(server.pids.flatMap(processTree))

interface Run {
  readonly dagId: string
  readonly runId: string
}

const pathOf = (run: Run): string => `/dags/${run.dagId}/dagRuns/${encodeURIComponent(run.runId)}`

async function trigger(server: Server, dagId: string, accepted: number[]): Promise<Run> {
  const run = await server.call<DagRun>('POST', `/dags/${dagId}/dagRuns`, { conf: {} })
  accepted.push(Date.now())
  return { dagId, runId: run.dag_run_id }
}

/** Looks seldom: the looks are load, too. */
async function untilEnded(server: Server, run: Run): Promise<void> {
  for (const giveUpMs = performance.now() + 300_000; performance.now() < giveUpMs; await sleep(100)) {
    const { state } = await server.call<DagRun>('GET', pathOf(run))
    if (state === 'failed') throw new Error(`The run of ${run.dagId} failed`)
    if (state === 'success') return
  }
  throw new Error(`The run of ${run.dagId} did not end within 5 minutes`)
}

async function measureRun(server: Server, run: Run) {
  const { end_date: end } = await server.call<DagRun>('GET', pathOf(run))
  const instances = await allInstances(server, run)
  const upstream = await upstreamOf(server, run.dagId)
  const times = new Map(
    instances.map(one => [
      one.task_id,
      { startMs: Date.parse(String(one.start_date)), endMs: Date.parse(String(one.end_date)) },
    ]),
  )
  const gapsS = [...times].flatMap(([taskId, { startMs }]) => {
    const ends = (upstream.get(taskId) ?? []).map(id => times.get(id)?.endMs ?? 0)
    return ends.length === 0 ? [] : [(startMs - Math.max(...ends)) / 1000]
  })
  return {
    tasks: instances.length,
    endMs: Date.parse(String(end)),
    firstStartMs: Math.min(...[...times.values()].map(one => one.startMs)),
    gapsS,
  }
}

async function allInstances(server: Server, run: Run): Promise<TaskInstance[]> {
  const found: TaskInstance[] = []
  for (;;) {
    const page = await server.call<{ task_instances: TaskInstance[]; total_entries: number }>(
      'GET',
      `${pathOf(run)}/taskInstances?limit=100&offset=${found.length}`,
    )
    found.push(...page.task_instances)
    if (page.task_instances.length === 0 || found.length >= page.total_entries) return found
  }
}

async function upstreamOf(server: Server, dagId: string): Promise<Map<string, string[]>> {
  const { tasks } = await server.call<{ tasks: { task_id: string; downstream_task_ids: string[] }[] }>(
    'GET',
    `/dags/${dagId}/tasks`,
  )
  const upstream = new Map<string, string[]>()
  for (const task of tasks) {
    for (const id of task.downstream_task_ids) upstream.set(id, [...(upstream.get(id) ?? []), task.task_id])
  }
  return upstream
}
