import { Option } from 'commander'
import { createFernet } from '../../db/fernet.ts'
import { saveVariable } from '../../db/variable.ts'
import type { Command } from '../frame/command.ts'
import { withDatabase } from '../frame/open.ts'

interface Options {
  readonly json?: boolean
  readonly description?: string
}

/** `airflow variables set KEY VALUE`; with `--json` the value is stored as a JSON text, as Airflow does. */
export const command: Command<Options> = {
  positionals: ['<key>', '<value>'],
  options: [
    new Option('-j, --json', 'Serialize JSON variable'),
    new Option('--description <text>', 'Variable description, optional when setting a variable'),
  ],
  audit: 'variables_set',
  run: call =>
    withDatabase(call, async ({ db, config }) => {
      const [key = '', value = ''] = call.args
      await saveVariable(db, createFernet(config.string('core', 'fernet_key')), {
        key,
        value: call.options.json === true ? JSON.stringify(value) : value,
        description: call.options.description ?? null,
      })
      if (call.generation === 2) console.log(`Variable ${key} created`)
      return 0
    }),
}
