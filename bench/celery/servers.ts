import { join } from 'node:path'
import { installedBroker } from '../../scripts/servers/broker-home.ts'
import { installedDatabase } from '../../scripts/servers/database-home.ts'
import { type DatabaseServer, startDatabaseServer } from '../servers/mariadb.ts'
import { type BrokerServer, startBrokerServer } from '../servers/rabbitmq.ts'
import { MissingPart } from '../system/errors.ts'
import { temporaryFolder } from '../system/temporary-folder.ts'

/** A database server and a broker of the bench's own, in a folder that goes with them. */
export interface Servers extends AsyncDisposable {
  readonly folder: string
  readonly database: DatabaseServer
  readonly broker: BrokerServer
}

/** Throws with what is missed and how to get it. */
export async function startServers(): Promise<Servers> {
  const [databaseProgram, brokerProgram] = [installedDatabase(), installedBroker()]
  if (databaseProgram === null) throw new MissingPart('No MariaDB or MySQL here: apt-get install mariadb-server-core')
  if (brokerProgram === null) throw new MissingPart('No RabbitMQ here: apt-get install rabbitmq-server')
  const folder = temporaryFolder('servers')
  await using started = new AsyncDisposableStack()
  const database = started.use(await startDatabaseServer(databaseProgram, join(folder, 'database')))
  const broker = started.use(await startBrokerServer(brokerProgram, join(folder, 'broker')))
  const kept = started.move()
  return { folder, database, broker, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
