import { cpuSeconds, machineCpuSeconds, processTree } from './processes.ts'
import type { System } from './system.ts'

/** CPU that was spent since the clock was made. */
export interface CpuClock {
  read(): { readonly wallS: number; readonly cpuS: Readonly<Record<string, number>> }
}

/** Looks at `own` processes of the system, each of its services, and `foreign`: all others but this one. */
export function cpuClock(system: Pick<System, 'programs' | 'services'>): CpuClock {
  const before = sample(system)
  return {
    read() {
      const after = sample(system)
      const cpuS: Record<string, number> = {}
      for (const [name, value] of Object.entries(after.known)) cpuS[name] = value - (before.known[name] ?? 0)
      const known = Object.values(cpuS).reduce((sum, value) => sum + value, 0)
      const { bench: _, ...others } = cpuS
      const foreign = Math.max(after.machineS - before.machineS - known, 0)
      return { wallS: after.atS - before.atS, cpuS: { ...others, foreign } }
    },
  }
}

function sample({ programs, services }: Pick<System, 'programs' | 'services'>) {
  const known: Record<string, number> = {
    own: cpuSeconds(programs.pids().flatMap(processTree)),
    bench: cpuSeconds([process.pid]),
  }
  for (const [name, pid] of Object.entries(services)) known[name] = cpuSeconds(processTree(pid))
  return { atS: performance.now() / 1000, machineS: machineCpuSeconds(), known }
}
