import { createHash } from 'node:crypto'

/** Debian packages that make up a root file system, and the commands that a test starts in it from outside. */
export interface Recipe {
  readonly name: string
  readonly suite: 'bookworm' | 'sid'
  readonly variant: 'minbase' | 'essential'
  readonly packages: readonly string[]
  /** What the packages bring and no test needs: paths below the root, for a smaller archive. */
  readonly unwanted: readonly string[]
  /** What no package brings and its server wants to be there. */
  readonly folders: readonly string[]
  readonly commands: readonly string[]
  /** Not installed, but in /srv/packages, from where the root's own apt may install them without a network. */
  readonly offered: readonly string[]
}

/** MySQL 9, which Debian has in sid only. Its client is for images; each tool holds a client library of 7 MB. */
export const mysql: Recipe = {
  name: 'mysql',
  suite: 'sid',
  variant: 'essential',
  packages: ['mysql-server-core', 'mysql-client-core', 'tzdata'],
  unwanted: [
    ...['myisam*', 'mysqlslap', 'mysqlimport', 'mysqlshow', 'ibd2sdi', 'innochecksum', 'perror'].map(bin),
    ...['mysql_migrate_keyring', 'mysql_secure_installation'].map(bin),
    'usr/lib/mysql/plugin/group_replication.so',
    'usr/lib/mysql/plugin/*telemetry*.so',
  ],
  folders: ['var/lib/mysql-files'],
  commands: ['/usr/sbin/mysqld'],
  offered: [],
}

/** RabbitMQ 4 with the Erlang that runs it. */
export const rabbitmq: Recipe = {
  name: 'rabbitmq',
  suite: 'sid',
  variant: 'essential',
  packages: ['rabbitmq-server'],
  unwanted: [],
  folders: [],
  // Debian's wrapper hides the log and changes the user; this is the program behind it.
  commands: ['/usr/lib/rabbitmq/bin/rabbitmq-server', '/usr/bin/epmd'],
  offered: [],
}

/** Changes with all that the root file system is made from, but not with what Debian publishes meanwhile. */
export function hashOf(recipe: Recipe): string {
  return createHash('sha256').update(JSON.stringify(recipe)).digest('hex').slice(0, 12)
}

function bin(name: string): string {
  return `usr/bin/${name}`
}
