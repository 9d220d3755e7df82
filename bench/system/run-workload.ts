import { setTimeout as sleep } from 'node:timers/promises'
import { eventually } from '../../scripts/servers/eventually.ts'
import { type CpuClock, cpuClock } from './cpu-clock.ts'
import type { System } from './system.ts'

interface DagRun {
  readonly dag_run_id: string
  readonly state: string
  readonly end_date: string | null
}

interface TaskInstance {
  readonly task_id: string
  readonly state: string | null
  readonly start_date: string | null
  readonly end_date: string | null
}

/** One trigger of some DAGs, all at once, until every run has ended. Times in seconds. */
export interface Measurement {
  readonly tasks: number
  /** Fewer than `tasks` when the time was over first. */
  readonly succeeded: number
  /** First trigger accepted to the end of the last run; null when the time was over first. */
  readonly makespanS: number | null
  /** End of the last upstream task to the start of its downstream task, one for each task that has an upstream. */
  readonly gapsS: readonly number[]
  /** Trigger accepted to the start of the first task. */
  readonly firstStartS: number
  /** When the first task started, milliseconds since the epoch. */
  readonly startedAtMs: number
  /** CPU of the system's processes and their tasks (`own`), of each service, and of strangers on the machine. */
  readonly cpuS: Readonly<Record<string, number>>
  readonly wallS: number
}

export interface Limits {
  /** Gives up then, and measures what was done. */
  readonly withinMs: number
  /** What is left then goes on: nothing is measured after it. */
  readonly leavesRest?: boolean
}

/** How many triggers are under way at a time. */
const TRIGGER_LANES = 8

export async function runWorkload(
  system: System,
  dagIds: readonly string[],
  { withinMs, leavesRest = false }: Limits = { withinMs: 300_000 },
): Promise<Measurement> {
  const clock = cpuClock(system)
  const runs = await triggerAll(system, dagIds)
  const giveUpMs = performance.now() + withinMs
  let isComplete = true
  for (const run of runs) isComplete = (await hasEnded(system, run, giveUpMs)) && isComplete
  const measurement = await summaryOf(system, { runs, isComplete, untilMs: Date.now(), spent: clock.read() })
  if (!isComplete && !leavesRest) await giveUp(system, runs)
  return measurement
}

interface Run {
  readonly dagId: string
  readonly runId: string
  readonly acceptedMs: number
}

const pathOf = (run: Run): string => `/dags/${run.dagId}/dagRuns/${encodeURIComponent(run.runId)}`

async function triggerAll(system: System, dagIds: readonly string[]): Promise<Run[]> {
  const left = [...dagIds]
  const runs: Run[] = []
  const lane = async () => {
    for (let dagId = left.shift(); dagId !== undefined; dagId = left.shift()) runs.push(await trigger(system, dagId))
  }
  await Promise.all(Array.from({ length: TRIGGER_LANES }, lane))
  return runs
}

async function trigger(system: System, dagId: string): Promise<Run> {
  const run = await system.call<DagRun>('POST', `/dags/${dagId}/dagRuns`, system.triggerBody)
  return { dagId, runId: run.dag_run_id, acceptedMs: Date.now() }
}

async function hasEnded(system: System, run: Run, giveUpMs: number): Promise<boolean> {
  for (; performance.now() < giveUpMs; await sleep(system.pollMs)) {
    const { state } = await system.call<DagRun>('GET', pathOf(run))
    if (state === 'failed') throw new Error(`The run of ${run.dagId} failed on ${system.name}`)
    if (state === 'success') return true
  }
  return false
}

/** What is measured next must not run beside what is left of this. */
async function giveUp(system: System, runs: readonly Run[]): Promise<void> {
  for (const run of runs) {
    // Airflow refuses at times, while its scheduler holds the same rows.
    const end = async () => {
      const { state } = await system.call<DagRun>('GET', pathOf(run))
      return state === 'success' ? state : system.call<object>('PATCH', pathOf(run), { state: 'failed' })
    }
    await eventually(end, { withinMs: 60_000, what: `the run of ${run.dagId} is given up`, restMs: 1000 })
  }
}

interface Seen {
  readonly runs: readonly Run[]
  readonly isComplete: boolean
  /** What ended later does not count, milliseconds since the epoch. */
  readonly untilMs: number
  readonly spent: ReturnType<CpuClock['read']>
}

async function summaryOf(system: System, { runs, isComplete, untilMs, spent }: Seen): Promise<Measurement> {
  const measured: Awaited<ReturnType<typeof measureRun>>[] = []
  for (const run of runs) measured.push(await measureRun(system, run, untilMs))
  const firstAcceptedMs = Math.min(...runs.map(run => run.acceptedMs))
  const startedAtMs = Math.min(...measured.map(run => run.firstStartMs))
  return {
    tasks: measured.reduce((sum, run) => sum + run.tasks, 0),
    succeeded: measured.reduce((sum, run) => sum + run.succeeded, 0),
    makespanS: isComplete ? (Math.max(...measured.map(run => run.endMs)) - firstAcceptedMs) / 1000 : null,
    gapsS: measured.flatMap(run => run.gapsS),
    firstStartS: (startedAtMs - firstAcceptedMs) / 1000,
    startedAtMs,
    ...spent,
  }
}

async function measureRun(system: System, run: Run, untilMs: number) {
  const { end_date: end } = await system.call<DagRun>('GET', pathOf(run))
  const instances = await allInstances(system, run)
  const upstream = await upstreamOf(system, run.dagId)
  const times = new Map(instances.map(one => [one.task_id, { startMs: at(one.start_date), endMs: at(one.end_date) }]))
  const gapsS = [...times].flatMap(([taskId, { startMs }]) => {
    const ends = (upstream.get(taskId) ?? []).map(id => times.get(id)?.endMs ?? Number.NaN)
    const gapMs = startMs - Math.max(...ends)
    return ends.length === 0 || Number.isNaN(gapMs) ? [] : [gapMs / 1000]
  })
  return {
    tasks: instances.length,
    succeeded: instances.filter(one => one.state === 'success' && at(one.end_date) <= untilMs).length,
    endMs: at(end),
    firstStartMs: Math.min(...[...times.values()].map(one => one.startMs).filter(Number.isFinite)),
    gapsS,
  }
}

const at = (date: string | null): number => (date === null ? Number.NaN : Date.parse(date))

async function allInstances(system: System, run: Run): Promise<TaskInstance[]> {
  const found: TaskInstance[] = []
  for (;;) {
    const page = await system.call<{ task_instances: TaskInstance[]; total_entries: number }>(
      'GET',
      `${pathOf(run)}/taskInstances?limit=100&offset=${found.length}`,
    )
    found.push(...page.task_instances)
    if (page.task_instances.length === 0 || found.length >= page.total_entries) return found
  }
}

async function upstreamOf(system: System, dagId: string): Promise<Map<string, string[]>> {
  const { tasks } = await system.call<{ tasks: { task_id: string; downstream_task_ids: string[] }[] }>(
    'GET',
    `/dags/${dagId}/tasks`,
  )
  const upstream = new Map<string, string[]>()
  for (const task of tasks) {
    for (const id of task.downstream_task_ids) upstream.set(id, [...(upstream.get(id) ?? []), task.task_id])
  }
  return upstream
}
