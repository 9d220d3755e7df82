import { setTimeout as sleep } from 'node:timers/promises'
import { untilKnown } from '../system/api.ts'
import { type IdleFigures, idleOf } from '../system/idle.ts'
import { cpuSeconds, processTree } from '../system/processes.ts'
import { type Measurement, runWorkload } from '../system/run-workload.ts'
import type { System } from '../system/system.ts'
import { W3 } from '../system/workloads.ts'
import type { Contestant } from './contestant.ts'

/** How often each workload runs in a turn, and what else is looked at. */
export interface TurnPlan {
  readonly w1: number
  readonly w2: number
  readonly w3: number
  readonly w4: number
  readonly isIdleMeasured: boolean
}

/** What one contestant did while the others were stopped. */
export interface Turn {
  readonly contestant: string
  readonly plan: TurnPlan
  readonly at: string
  readonly w1: Measurement[]
  readonly w2: Measurement[]
  readonly w3: Measurement[]
  readonly w4: Measurement[]
  idle: IdleFigures | null
  /** From starting scheduler and worker to the start of a task that was waiting for them, seconds. */
  firstTaskS: number | null
  /** Why the turn ended before its end; what was measured until then counts. */
  failure: string | null
}

/** A workload that takes longer is given up, and what it did until then is told. */
const MOST_MS = { w1: 150_000, w2: 200_000, w3: 120_000, w4: 60_000 }

export interface TurnOrder {
  readonly plan: TurnPlan
  /** No workload begins after that; on the clock of `performance`. */
  readonly endsMs: number
}

/** Starts the contestant, lets it come to rest, runs the workloads and stops it. */
export async function runTurn(contestant: Contestant, { plan, endsMs }: TurnOrder): Promise<Turn> {
  const at = new Date().toISOString()
  const nothing = { w1: [], w2: [], w3: [], w4: [], idle: null, firstTaskS: null, failure: null }
  const turn: Turn = { contestant: contestant.name, plan, at, ...nothing }
  contestant.writeDags({ hasW3: plan.w3 > 0 })
  contestant.programs.start()
  try {
    await measureTurn(contestant, turn, endsMs)
    return turn
  } catch (error) {
    return { ...turn, failure: String(error) }
  } finally {
    await contestant.programs.stop()
  }
}

async function measureTurn(contestant: Contestant, turn: Turn, endsMs: number): Promise<void> {
  const { plan } = turn
  await untilKnown(contestant.call, plan.w3 > 0 ? W3.length + 3 : 3, { restMs: 500, withinMs: 300_000 })
  const work = (dagIds: readonly string[], withinMs: number, leavesRest = false) => {
    if (performance.now() > endsMs) throw new Error('the time of the run was over')
    return runWorkload(contestant, dagIds, { withinMs, leavesRest })
  }
  await work(['w4_one_bash'], 120_000)
  await settled(contestant)
  if (plan.isIdleMeasured) turn.idle = await idleOf(contestant.programs, 20)
  for (let run = 0; run < plan.w1; run += 1) turn.w1.push(await work(['w1_chain_bash'], MOST_MS.w1))
  for (let run = 0; run < plan.w2; run += 1) turn.w2.push(await work(['w2_fan_bash'], MOST_MS.w2))
  for (let run = 0; run < plan.w4; run += 1) {
    turn.w4.push(await outOfStep(() => work(['w4_one_bash'], MOST_MS.w4)))
  }
  turn.firstTaskS = await firstTaskAfterStart(contestant)
  for (let run = 0; run < plan.w3; run += 1) turn.w3.push(await work(W3, MOST_MS.w3, true))
}

/** Until its programs use less than a third of a core, or for a minute: after a start it has files to read. */
async function settled({ programs }: System): Promise<void> {
  for (const giveUpMs = performance.now() + 60_000; performance.now() < giveUpMs; ) {
    const before = cpuSeconds(programs.pids().flatMap(processTree))
    await sleep(2000)
    if (cpuSeconds(programs.pids().flatMap(processTree)) - before < 0.6) return
  }
}

/** A scheduler that polls must not always be met at the same moment of its loop. */
async function outOfStep<T>(measure: () => Promise<T>): Promise<T> {
  await sleep(200 + Math.random() * 1000)
  return measure()
}

/** A run is triggered while nothing could run it; then scheduler and worker start. */
async function firstTaskAfterStart(contestant: Contestant): Promise<number> {
  const restarted = ['scheduler', contestant.programs.names.includes('worker1') ? 'worker1' : 'worker']
  await contestant.programs.stop(restarted)
  const waiting = runWorkload(contestant, ['w4_one_bash'], { withinMs: 120_000 })
  await sleep(1000)
  const startedMs = Date.now()
  contestant.programs.start(restarted)
  const { startedAtMs } = await waiting
  return (startedAtMs - startedMs) / 1000
}
