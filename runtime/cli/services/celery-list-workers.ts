import { Option } from 'commander'
import type { JsonValue } from '../../model/keys.ts'
import { openConfiguredBroker } from '../../queue/broker/configured-broker.ts'
import { Broadcaster } from '../../queue/monitor/broadcast.ts'
import { LamportClock } from '../../queue/monitor/lamport-clock.ts'
import { systemClock } from '../../service/clock.ts'
import type { Call, Command } from '../frame/command.ts'
import { openConfig } from '../frame/open.ts'
import { type OutputOptions, outputOption, seconds } from '../frame/options.ts'
import { printRows } from '../output/print-rows.ts'

interface Options extends OutputOptions {
  readonly timeout: number
}

/** `airflow celery list-workers`, as in Airflow 3.1: the workers that answer through the broker, with their queues. */
export const command: Command<Options> = {
  options: [
    outputOption(),
    new Option('-t, --timeout <seconds>', 'How long to wait for answers').argParser(seconds).default(1),
  ],
  run: list,
}

async function list(call: Call<Options>): Promise<number> {
  const replies = await ask(call)
  const rows = [...replies].map(([worker, queues]) => ({ worker_name: worker, queues: namesOf(queues) }))
  printRows(
    rows.sort((a, b) => a.worker_name.localeCompare(b.worker_name)),
    call.options.output,
  )
  return 0
}

async function ask(call: Call<Options>): Promise<ReadonlyMap<string, JsonValue>> {
  await using broker = await openConfiguredBroker(openConfig(call), { name: 'airflow celery list-workers' })
  const broadcaster = new Broadcaster(broker, { lamport: new LamportClock(), clock: systemClock })
  try {
    return await broadcaster.broadcast('active_queues', {}, { replyTimeoutMs: call.options.timeout * 1000 })
  } finally {
    await broadcaster.close()
  }
}

function namesOf(queues: JsonValue): string[] {
  return Array.isArray(queues) ? queues.map(queue => String((queue as { readonly name?: JsonValue }).name)) : []
}
