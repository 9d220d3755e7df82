import { Option } from 'commander'
import { DagProcessor } from '../../dag/processor.ts'
import { deleteSerializedDags, listSerializedDags } from '../../db/serialized-dag.ts'
import { systemClock } from '../../service/clock.ts'
import { openLog } from '../../service/log.ts'
import { sendWakeup } from '../../service/wake-socket.ts'
import type { Command } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'

interface Options extends SubdirOptions {
  readonly clearOnly?: boolean
}

/** `airflow dags reserialize`: reads every DAG file once and stores what it defines. */
export const command: Command<Options> = {
  options: [subdirOption(), new Option('--clear-only', 'Only delete the serialized DAGs')],
  audit: 'dag_reserialize',
  run: call => withDatabase(call, opened => (call.options.clearOnly === true ? clear(opened) : readAll(opened))),
}

async function clear({ db }: Opened): Promise<number> {
  await deleteSerializedDags(
    db,
    (await listSerializedDags(db)).map(dag => dag.dagId),
  )
  return 0
}

async function readAll({ config, database }: Opened): Promise<number> {
  const changed = new Set<string>()
  using processor = new DagProcessor({
    config,
    database,
    clock: systemClock,
    log: openLog('reserialize', 'warn', line => process.stderr.write(line)),
    onChanged: dagId => changed.add(dagId),
  })
  await processor.runOnce()
  for (const dagId of changed) await sendWakeup(config.home, { type: 'dag', dagId })
  return 0
}
