import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { type SubdirOptions, subdirOption } from '../frame/options.ts'
import { requireDagModel } from '../lookup/find-dag.ts'
import { findRun } from '../lookup/find-run.ts'
import { pythonJson } from '../output/python-text.ts'

/** `airflow dags state DAG DATE`: `None` where there is no run; a run_id works too. */
export const command: Command<SubdirOptions> = {
  positionals: ['<dag_id>', '<execution_date>'],
  options: [subdirOption()],
  run: call =>
    withDatabase(call, async opened => {
      const [dagId = '', date = ''] = call.args
      await requireDagModel(opened.db, dagId)
      const run = await findRun(opened, dagId, date)
      const hasConf = run !== null && Object.keys(run.conf).length > 0 && call.generation === 2
      console.log(`${run?.state ?? 'None'}${hasConf ? `, ${pythonJson(run.conf)}` : ''}`)
      return 0
    }),
}
