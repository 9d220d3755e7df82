import { createFernet } from '../../db/fernet.ts'
import { listVariables } from '../../db/variable.ts'
import type { Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { withDatabase } from '../frame/open.ts'
import { writeJsonObject } from '../input/json-file.ts'

/** `airflow variables export FILE`: a JSON object, in which values that are JSON stand as what they mean. */
export const command: Command = {
  positionals: ['<file>'],
  run: call =>
    withDatabase(call, async ({ db, config }) => {
      const [file = ''] = call.args
      const variables = await listVariables(db, createFernet(config.string('core', 'fernet_key')))
      const unreadable = variables.find(variable => variable.value === null)
      if (unreadable !== undefined)
        throw new CommandFailed(
          `Variable ${unreadable.key} cannot be decrypted: put the key it was written with into [core] fernet_key`,
        )
      writeJsonObject(file, Object.fromEntries(variables.map(({ key, value }) => [key, meaning(value as string)])))
      if (file !== '-') console.log(`${variables.length} variables successfully exported to ${file}.`)
      return 0
    }),
}

function meaning(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
