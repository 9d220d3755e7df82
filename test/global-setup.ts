import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVER_FOLDER_VARIABLE, stopServer } from './database-server.ts'

/** Names the folder of the run's database server, which the first test that needs one starts; stops it at the end. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-database-'))
  process.env[SERVER_FOLDER_VARIABLE] = folder
  return async () => {
    await stopServer(folder)
    await rm(folder, { recursive: true, force: true })
  }
}
