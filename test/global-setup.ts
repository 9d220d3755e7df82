import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setUpSharedBroker } from './broker-server.ts'
import { SERVER_FOLDER_VARIABLE, stopServers } from './database-server.ts'

/** Names the folders of the run's database server and broker, which the first test that needs one starts; stops both at the end. */
export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-database-'))
  process.env[SERVER_FOLDER_VARIABLE] = folder
  const stopBroker = await setUpSharedBroker()
  return async () => {
    await stopBroker()
    await stopServers(folder)
    await rm(folder, { recursive: true, force: true })
  }
}
