import { join } from 'node:path'
import { type Servers, startServers } from '../celery/servers.ts'
import { type PostgresServer, postgresFolder, startPostgres } from '../servers/postgres.ts'
import { MissingPart } from '../system/errors.ts'

/** MariaDB and RabbitMQ for us and Airflow 2, PostgreSQL for Airflow 3, whose scheduler does not run on MariaDB. */
export interface PeerServers extends Servers {
  readonly postgres: PostgresServer
}

export async function startPeerServers(): Promise<PeerServers> {
  await using started = new AsyncDisposableStack()
  const servers = started.use(await startServers())
  const programs = postgresFolder()
  if (programs === null) throw new MissingPart('No PostgreSQL here: apt-get install postgresql')
  const postgres = started.use(await startPostgres(programs, join(servers.folder, 'postgres')))
  const kept = started.move()
  return { ...servers, postgres, [Symbol.asyncDispose]: () => kept.disposeAsync() }
}
