import { readdirSync, readFileSync } from 'node:fs'

const CLOCK_TICKS_PER_S = 100

/** The processes below a pid, itself included. */
export function processTree(root: number): number[] {
  const parents = new Map(listPids().map(pid => [pid, parentOf(pid)]))
  const tree = [root]
  for (const pid of tree) for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  return tree
}

/** User and system CPU of these processes and of their children that have ended, seconds. */
export function cpuSeconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + cpuOf(pid), 0)
}

/** Proportional set size of these processes, MiB: shared pages count once. */
export function pssMiB(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + pssOf(pid), 0) / 1024
}

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

function pssOf(pid: number): number {
  try {
    return Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1] ?? 0)
  } catch {
    return 0
  }
}
