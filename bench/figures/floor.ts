import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpuSecondsOfChildren } from '../system/processes.ts'

/** What the machine itself needs for the same processes: `bash -c true`, one after another or up to `at` at once. Seconds. */
export async function spawnFloor(count: number, at: number): Promise<number> {
  const startedMs = performance.now()
  let left = count
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await once(spawn('bash', ['-c', 'true'], { stdio: 'ignore' }), 'exit')
    }
  }
  await Promise.all(Array.from({ length: at }, lane))
  return (performance.now() - startedMs) / 1000
}

export interface Floors {
  /** Wall time of 40 processes in a row, of 102 and of 500 with up to 16 at once; seconds. */
  readonly chainS: number
  readonly fanS: number
  readonly manyS: number
  /** CPU of one such process by itself, seconds. */
  readonly cpuPerProcessS: number
}

/** The processes of each workload, without anything that decides, sends or records. */
export async function processFloors(): Promise<Floors> {
  const before = cpuSecondsOfChildren()
  const floors = { chainS: await spawnFloor(40, 1), fanS: await spawnFloor(102, 16), manyS: await spawnFloor(500, 16) }
  return { ...floors, cpuPerProcessS: (cpuSecondsOfChildren() - before) / (40 + 102 + 500) }
}
