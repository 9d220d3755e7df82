import { readdirSync, readFileSync } from 'node:fs'

const CLOCK_TICKS_PER_S = 100

/** The processes below a pid, itself included. */
export function processTree(root: number): number[] {
  const parents = new Map(listPids().map(pid => [pid, parentOf(pid)]))
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}

/** Ticks since the machine started; null when there is no such process. Tells a process from a later one of its pid. */
export const startTimeOf = (pid: number): string | null => statOf(pid)[19] ?? null

export const isSameProcess = ({ pid, startTime }: { pid: number; startTime: string | null }): boolean =>
  startTime !== null && startTimeOf(pid) === startTime

/** User and system CPU of these processes and of their children that have ended, seconds. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuOf(pid), 0)
}

/** CPU of the processes that this one started and that have ended, seconds. */
export function cpuSecondsOfChildren(): number {
  const [, , user = 0, system = 0] = statOf(process.pid).slice(11, 15).map(Number)
  return (user + system) / CLOCK_TICKS_PER_S
}

/** CPU that all processes of this machine have used since it started, seconds. */
export function machineCpuSeconds(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softIrq = 0] = (
    readFileSync('/proc/stat', 'utf8').split('\n')[0] ?? ''
  )
    .split(/\s+/)
    .slice(1)
    .map(Number)
  return (user + nice + system + irq + softIrq) / CLOCK_TICKS_PER_S
}

/** Proportional set size of these processes, MiB: shared pages count once. */
export function pssMiB(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + memoryOf(pid, 'Pss'), 0) / 1024
}

/** Resident set size of these processes, MiB: shared pages count once for each. */
export const rssMiB = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => sum + memoryOf(pid, 'Rss'), 0) / 1024

const listPids = (): number[] => readdirSync('/proc').map(Number).filter(Number.isInteger)

function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')
  } catch {
    return []
  }
}

const parentOf = (pid: number): number => Number(statOf(pid)[1] ?? 0)

/** utime, stime, cutime and cstime are the 14th to 17th fields of /proc/PID/stat. */
function cpuOf(pid: number): number {
  const ticks = statOf(pid).slice(11, 15).map(Number)
  return ticks.reduce((sum, value) => sum + value, 0) / CLOCK_TICKS_PER_S
}

/** KiB, from /proc/PID/smaps_rollup. */
function memoryOf(pid: number, field: 'Pss' | 'Rss'): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
  } catch {
    return 0
  }
}
