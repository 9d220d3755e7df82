import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWebApp } from '../web/build/build-web-app.ts'
import { setUpSharedBroker } from './broker-server.ts'
import { SERVER_FOLDER_VARIABLE, stopServers } from './database-server.ts'

/** Builds the web app where its sources changed. Names the folders of the run's database server and broker, which the first test that needs one starts; stops both at the end. */
export async function setup(): Promise<() => Promise<void>> {
  await buildWebApp()
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-database-'))
  process.env[SERVER_FOLDER_VARIABLE] = folder
  const stopBroker = await setUpSharedBroker()
  return async () => {
    await stopBroker()
    await stopServers(folder)
    await rm(folder, { recursive: true, force: true })
  }
}
