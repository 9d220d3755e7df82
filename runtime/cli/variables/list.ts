import { createFernet } from '../../db/fernet.ts'
import { listVariables } from '../../db/variable.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printRows } from '../output/print-rows.ts'

/** `airflow variables list`: keys only. */
export const command: Command<OutputOptions> = {
  options: [outputOption()],
  run: call =>
    withDatabase(call, async ({ db, config }) => {
      const variables = await listVariables(db, createFernet(config.string('core', 'fernet_key')))
      if (call.generation === 1) for (const { key } of variables) console.log(key)
      else
        printRows(
          variables.map(({ key }) => ({ key })),
          call.options.output,
        )
      return 0
    }),
}
