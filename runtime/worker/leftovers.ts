import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** A process that a worker started, as /proc shows it. */
export interface Leftover {
  readonly pid: number
  /** Token of its attempt; null for a warm runner. */
  readonly token: string | null
}

/** The job id of what runs outside of the database (`airflow tasks test`): nobody's to end. */
export const NO_JOB = 0

/** The environment mark of every process that a worker starts: which home, and which of its workers (job id). */
export const workerMark = (home: string, jobId: number): string => `${home}#${jobId}`

/** Processes of workers of this home that are not among the living ones; without /proc (not Linux) there are none. */
export function findLeftovers(home: string, livingJobIds: ReadonlySet<number>): Leftover[] {
  return listPids().flatMap(pid => {
    const env = environmentOf(pid)
    const mark = env.get('SLIPSTREAM_WORKER')
    if (mark === undefined || !mark.startsWith(`${home}#`)) return []
    const jobId = Number(mark.slice(home.length + 1))
    if (jobId === NO_JOB || livingJobIds.has(jobId)) return []
    return [{ pid, token: env.get('SLIPSTREAM_ATTEMPT') ?? null }]
  })
}

/** Kills what dead workers left and waits until it is gone: only then may an attempt be followed by another. */
export async function endLeftovers(
  home: string,
  livingJobIds: ReadonlySet<number>,
  onKill: (leftover: Leftover) => void,
): Promise<void> {
  for (const giveUpAt = performance.now() + GIVE_UP_MS; performance.now() < giveUpAt; ) {
    const leftovers = findLeftovers(home, livingJobIds)
    if (leftovers.length === 0) return
    for (const leftover of leftovers) kill(leftover, onKill)
    await sleep(20)
  }
}

/** A process that SIGKILL does not end within this time hangs in the kernel. */
const GIVE_UP_MS = 10_000

function kill(leftover: Leftover, onKill: (leftover: Leftover) => void): void {
  try {
    process.kill(leftover.pid, 'SIGKILL')
    onKill(leftover)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}

function listPids(): number[] {
  try {
    return readdirSync('/proc').map(Number).filter(Number.isInteger)
  } catch {
    return []
  }
}

/** Other users' processes cannot be read, and are not ours. */
function environmentOf(pid: number): Map<string, string> {
  try {
    const pairs = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
    return new Map(pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]))
  } catch {
    return new Map()
  }
}
