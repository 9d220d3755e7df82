import { listRoles } from '../../db/role.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'
import { type OutputOptions, outputOption } from '../frame/options.ts'
import { printRows } from '../output/print-rows.ts'

/** `airflow roles list` */
export const command: Command<OutputOptions> = {
  options: [outputOption()],
  run: call =>
    withDatabase(call, async ({ db }) => {
      const roles = await listRoles(db)
      printRows(
        roles.map(({ name }) => ({ name })),
        call.options.output,
      )
      return 0
    }),
}
