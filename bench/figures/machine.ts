import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { cpus, release, totalmem } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import { machineCpuSeconds } from '../system/processes.ts'

/** What the figures were measured on, and how much of it was busy with other work when the run began. */
export async function machine(): Promise<Record<string, unknown>> {
  return {
    cpu: cpus()[0]?.model,
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: /^PRETTY_NAME="(.*)"/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1],
    kernel: release(),
    node: process.version,
    commit: commit(),
    at: new Date().toISOString(),
    busyCoresBefore: await busyCores(5),
  }
}

/** Cores that were busy on average over the next seconds. */
async function busyCores(seconds: number): Promise<number> {
  const before = machineCpuSeconds()
  await sleep(seconds * 1000)
  return (machineCpuSeconds() - before) / seconds
}

function commit(): string | null {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', cwd: import.meta.dirname }).trim()
  } catch {
    return null
  }
}
