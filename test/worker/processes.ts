import { readdirSync, readFileSync } from 'node:fs'
import { eventually } from '../../scripts/servers/eventually.ts'

/** Whether the process is there, and not only a zombie that nobody has waited for. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z'
  } catch {
    return false
  }
}

/** Processes that have this in their environment and still run; `NAME=value`, or a part of it. */
export function processesWith(mark: string): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => Number.isInteger(pid) && pid !== process.pid && environmentOf(pid).includes(mark) && isRunning(pid))
}

export function untilGone(pids: () => readonly number[], withinMs = 5000): Promise<true> {
  return eventually(async () => (pids().filter(isRunning).length === 0 ? true : null), {
    withinMs,
    what: `the end of ${pids().join(', ')}`,
  })
}

/** How many files, pipes and sockets this process holds open. */
export const openFiles = (): number => readdirSync('/proc/self/fd').length

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  } catch {
    return ''
  }
}
