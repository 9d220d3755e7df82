import type { Command } from '../frame/command.ts'
import { openConfig } from '../frame/open.ts'
import { listenForStop } from '../services/stop-signals.ts'
import { announceWhenReady } from './announce.ts'
import { keepRunning } from './keep-running.ts'
import { prefixedPrinter } from './prefix-lines.ts'
import { prepareHome } from './prepare-home.ts'

/** `airflow standalone`: prepares AIRFLOW_HOME, then runs scheduler and webserver as processes of their own. */
export const command: Command = {
  async run(call) {
    const config = openConfig(call)
    const prepared = await prepareHome(call)
    const printer = prefixedPrinter(process.stdout, { isColored: process.stdout.isTTY })
    using stop = listenForStop()
    const env = { ...call.env, AIRFLOW_HOME: config.home }
    const graceMs = config.integer('core', 'killed_task_cleanup_time') * 1000
    const services = ['scheduler', 'webserver'].map(name => keepRunning({ name, env, graceMs, stop, printer }))
    await Promise.all([...services, announceWhenReady(config, prepared, { signal: stop.signal, printer })])
    return 0
  },
}
