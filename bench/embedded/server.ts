import { freePort } from '../../scripts/servers/free-port.ts'
import { ProgramSet } from '../system/program-set.ts'
import { callerOf, type Home, service, untilHealthy } from '../system/slipstream.ts'
import type { System } from '../system/system.ts'

/** Scheduler and webserver of a fresh AIRFLOW_HOME. */
export interface Server extends System {
  /** From starting the processes to a healthy scheduler, seconds. */
  readonly startS: number
}

export async function startServer(home: Home): Promise<Server> {
  const port = await freePort()
  const programs = new ProgramSet({
    scheduler: service(home, 'scheduler', ['scheduler']),
    webserver: service(home, 'webserver', ['webserver', '-p', String(port)]),
  })
  const call = callerOf(port)
  const startedMs = performance.now()
  programs.start()
  await untilHealthy(call)
  return {
    name: 'embedded',
    programs,
    call,
    triggerBody: { conf: {} },
    services: {},
    pollMs: 100,
    startS: (performance.now() - startedMs) / 1000,
    [Symbol.asyncDispose]: () => programs.stop(),
  }
}
