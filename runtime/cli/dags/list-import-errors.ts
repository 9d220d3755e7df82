import { listImportErrors } from '../../db/import-error.ts'
import type { Command } from '../frame/command.ts'
import { withCurrentDags } from '../frame/current-dags.ts'
import { type OutputOptions, outputOption, type SubdirOptions, subdirOption } from '../frame/options.ts'
import { isBelow } from '../lookup/subdir.ts'
import { printRows } from '../output/print-rows.ts'

/** `airflow dags list-import-errors`; exits with 1 when there is any, as Airflow does. */
export const command: Command<OutputOptions & SubdirOptions> = {
  options: [subdirOption(), outputOption()],
  run: call =>
    withCurrentDags(call, async ({ db, config }) => {
      const errors = (await listImportErrors(db)).filter(error => isBelow(error.filename, call.options, config))
      printRows(
        errors.map(error => ({ filepath: error.filename, error: error.stacktrace })),
        call.options.output,
      )
      return errors.length === 0 ? 0 : 1
    }),
}
