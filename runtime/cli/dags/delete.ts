import { countDagRecords } from '../../db/count-dag-records.ts'
import { inTransaction } from '../../db/database.ts'
import { deleteDag } from '../../db/delete-dag.ts'
import { wakeScheduler } from '../../queue/wake-scheduler.ts'
import type { Call, Command } from '../frame/command.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { type YesOptions, yesOption } from '../frame/options.ts'
import { ask } from '../input/prompt.ts'
import { requireDagModel } from '../lookup/find-dag.ts'

/** `airflow dags delete DAG`: all rows of the DAG but its audit log; a file that still defines it brings it back. */
export const command: Command<YesOptions> = {
  positionals: ['<dag_id>'],
  options: [yesOption()],
  audit: 'dag_delete',
  run: call => withDatabase(call, opened => remove(call, opened)),
}

async function remove(call: Call<YesOptions>, { db, database, config }: Opened): Promise<number> {
  const [dagId = ''] = call.args
  await requireDagModel(db, dagId)
  if (call.options.yes !== true && (await ask(QUESTION)).trim().toUpperCase() !== 'Y') {
    console.log(call.generation === 1 ? 'Bail.' : 'Cancelled')
    return 0
  }
  const removed = await inTransaction(database, async transaction => {
    const records = await countDagRecords(transaction, dagId)
    await deleteDag(transaction, dagId)
    return records
  })
  await wakeScheduler(config, { type: 'dag', dagId })
  console.log(`Removed ${removed} record(s)`)
  return 0
}

const QUESTION = 'This will drop all existing records related to the specified DAG. Proceed? (y/n)'
