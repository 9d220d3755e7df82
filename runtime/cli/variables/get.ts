import { Option } from 'commander'
import { createFernet } from '../../db/fernet.ts'
import { findVariable } from '../../db/variable.ts'
import type { Call, Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { pythonText } from '../output/python-text.ts'

interface Options {
  readonly json?: boolean
  readonly default?: string
}

/** `airflow variables get KEY`: from AIRFLOW_VAR_KEY, else from the database. */
export const command: Command<Options> = {
  positionals: ['<key>'],
  options: [
    new Option('-j, --json', 'Deserialize JSON variable'),
    new Option('-d, --default <value>', 'Default value returned if variable does not exist'),
  ],
  run: call => withDatabase(call, opened => show(call, opened)),
}

async function show(call: Call<Options>, opened: Opened): Promise<number> {
  const [key = ''] = call.args
  const value = await read(key, call, opened)
  if (value !== null) console.log(call.options.json === true ? pythonText(parsed(key, value)) : value)
  else if (call.options.default !== undefined) console.log(call.options.default)
  else if (call.generation === 1) console.log('None')
  else throw new CommandFailed(`Variable ${key} does not exist`)
  return 0
}

async function read(key: string, { env }: Call, { db, config }: Opened): Promise<string | null> {
  const fromEnvironment = env[`AIRFLOW_VAR_${key.toUpperCase()}`]
  if (fromEnvironment !== undefined) return fromEnvironment
  return (await findVariable(db, createFernet(config.string('core', 'fernet_key')), key))?.value ?? null
}

function parsed(key: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandFailed(
      `Variable ${key} does not hold JSON (${(error as Error).message}). Read it without --json`,
      {
        cause: error,
      },
    )
  }
}
