import { setTimeout as sleep } from 'node:timers/promises'
import { cpuSeconds, processTree, pssMiB } from './processes.ts'
import type { ProgramSet } from './program-set.ts'

export interface IdleFigures {
  readonly pssMiB: number
  readonly processes: number
  /** Of one core. */
  readonly cpuShare: number
  /** PSS of each program with what it started, MiB. */
  readonly pssOfEach: Readonly<Record<string, number>>
}

/** Memory and CPU of programs that have nothing to do, over so many seconds. */
export async function idleOf(programs: ProgramSet, seconds: number): Promise<IdleFigures> {
  const pids = programs.pids().flatMap(processTree)
  const before = cpuSeconds(pids)
  await sleep(seconds * 1000)
  const each = programs.names.map(name => [name, pssMiB(programs.pids([name]).flatMap(processTree))] as const)
  return {
    pssMiB: pssMiB(pids),
    processes: pids.length,
    cpuShare: (cpuSeconds(pids) - before) / seconds,
    pssOfEach: Object.fromEntries(each.filter(([, size]) => size > 0)),
  }
}
