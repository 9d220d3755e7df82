import { getSerializedDag, listSerializedDags } from '../../db/serialized-dag.ts'
import type { Call, Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import type { Opened } from '../frame/open.ts'
import { type OutputOptions, outputOption, type SubdirOptions, subdirOption } from '../frame/options.ts'
import { isBelow } from '../lookup/subdir.ts'
import { printRows } from '../output/print-rows.ts'

/** `airflow dags report`: DAGs and tasks by file. The time a file took to load is not kept, so it has no column. */
export const command: Command<OutputOptions & SubdirOptions> = {
  options: [subdirOption(), outputOption()],
  run: call => withCurrentDags(call, opened => report(call, opened)),
}

async function report({ options }: Call<OutputOptions & SubdirOptions>, { db, config }: Opened): Promise<number> {
  const dags = (await listSerializedDags(db)).filter(({ fileloc }) => isBelow(fileloc, options, config))
  const byFile = Map.groupBy(dags, ({ fileloc }) => fileloc)
  const rows = await Promise.all(
    [...byFile].sort(byName).map(async ([file, inFile]) => {
      const stored = await Promise.all(inFile.map(({ dagId }) => getSerializedDag(db, dagId)))
      return {
        file,
        dag_num: inFile.length,
        task_num: stored.reduce((tasks, { spec }) => tasks + spec.tasks.length, 0),
        dags: inFile.map(({ dagId }) => dagId).sort(),
      }
    }),
  )
  printRows(rows, options.output)
  return 0
}

const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => a.localeCompare(b)
