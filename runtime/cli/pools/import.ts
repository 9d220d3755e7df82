import { inTransaction } from '../../db/database.ts'
import { type Pool, savePool } from '../../db/pool.ts'
import type { Call, Command } from '../frame/command.ts'
import { CommandFailed } from '../frame/errors.ts'
import { type Opened, withDatabase } from '../frame/open.ts'
import { readJsonObject } from '../input/json-file.ts'

/** `airflow pools import FILE`: `{"name": {"slots": 1, "description": "…", "include_deferred": false}}`. */
export const command: Command = {
  positionals: ['<file>'],
  audit: 'pool_import',
  run: call => withDatabase(call, opened => importAll(call, opened)),
}

async function importAll({ args: [file = ''] }: Call, { database }: Opened): Promise<number> {
  const found = Object.entries(
    readJsonObject(file, { missing: `Missing pools file ${file}`, invalid: 'Invalid json file:' }),
  )
  const pools = found.map(([name, value]) => poolOf(name, value))
  const good = pools.filter(pool => pool !== null)
  await inTransaction(database, async db => {
    for (const pool of good) await savePool(db, pool)
  })
  const failed = found.map(([name]) => name).filter((_, index) => pools[index] === null)
  if (failed.length > 0)
    throw new CommandFailed(`Failed to update pool(s): ${failed.join(', ')}. Each needs slots and a description`)
  console.log(`Uploaded ${good.length} pool(s)`)
  return 0
}

function poolOf(name: string, value: unknown): Pool | null {
  if (typeof value !== 'object' || value === null) return null
  const { slots, description, include_deferred: includeDeferred } = value as Readonly<Record<string, unknown>>
  if (!Number.isInteger(slots) || (typeof description !== 'string' && description !== null)) return null
  return { name, slots: slots as number, description, includeDeferred: includeDeferred === true }
}
