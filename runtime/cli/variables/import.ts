import { Option } from 'commander'
import { inTransaction } from '../../db/database.ts'
import { createFernet } from '../../db/fernet.ts'
import { listVariables, saveVariable } from '../../db/variable.ts'
import type { Call, Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { readJsonObject } from '../input/json-file.ts'
import { pythonRepr } from '../output/python-text.ts'

interface Options {
  readonly actionOnExistingKey: 'overwrite' | 'fail' | 'skip'
}

/** `airflow variables import FILE`: a JSON object; what is not text is stored as JSON. */
export const command: Command<Options> = {
  positionals: ['<file>'],
  options: [
    new Option(
      '-a, --action-on-existing-key <action>',
      'Action to take if we encounter a variable key that already exists',
    )
      .choices(['overwrite', 'fail', 'skip'])
      .default('overwrite'),
  ],
  audit: 'variables_import',
  run: call => withDatabase(call, opened => importAll(call, opened)),
}

async function importAll({ args: [file = ''], options }: Call<Options>, opened: Opened): Promise<number> {
  const found = readJsonObject(file, { missing: 'Missing variables file.', invalid: 'Invalid variables file.' })
  const keys = Object.keys(found)
  const fernet = createFernet(opened.config.string('core', 'fernet_key'))
  const known = new Set((await listVariables(opened.db, fernet)).map(variable => variable.key))
  const existing = keys.filter(key => known.has(key)).sort()
  if (options.actionOnExistingKey === 'fail' && existing.length > 0)
    throw new CommandFailed(`Failed. These keys: ${pythonRepr(existing)} already exists.`)
  const skipped = options.actionOnExistingKey === 'skip' ? existing : []
  const wanted = Object.entries(found).filter(([key]) => !skipped.includes(key))
  await inTransaction(opened.database, async db => {
    for (const [key, value] of wanted) await saveVariable(db, fernet, { key, value: textOf(value), description: null })
  })
  console.log(`${wanted.length} of ${keys.length} variables successfully updated.`)
  if (skipped.length > 0)
    console.log(`The variables with these keys: ${pythonRepr(skipped)} were skipped because they already exists`)
  return 0
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))
