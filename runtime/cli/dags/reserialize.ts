import { Option } from 'commander'
import { deleteSerializedDags, listSerializedDags } from '../../db/serialized-dag.ts'
import type { Command } from '../frame/command.ts'
import { readDagFiles } from '../frame/current-dags.ts'
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

async function readAll(opened: Opened): Promise<number> {
  await readDagFiles(opened)
  return 0
}
