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

/** A Linux host before anything was deployed to it. */
export const host: Recipe = {
  name: 'host',
  suite: 'bookworm',
  variant: 'minbase',
  packages: [
    ...['openssh-server', 'sudo', 'ca-certificates', 'procps', 'iproute2', 'iputils-ping', 'tzdata', 'tini'],
    // For the tests: a clock that is wrong, and the index of what is offered.
    ...['libfaketime', 'apt-utils'],
  ],
  unwanted: [],
  folders: [],
  commands: [],
  offered: ['supervisor', 'locales', 'docker.io', 'iptables', 'python3', 'curl', 'netcat-openbsd'],
}

/** Changes with all that the root file system is made from, but not with what Debian publishes meanwhile. */
export function hashOf(recipe: Recipe): string {
  return createHash('sha256')
    .update(JSON.stringify([argumentsOf(recipe), recipe.commands]))
    .digest('hex')
    .slice(0, 12)
}

/** Arguments of mmdebstrap up to the suite; where the archive goes and the packages come from follow. */
export function argumentsOf({ suite, variant, packages, unwanted, folders, offered }: Recipe): string[] {
  const undocumented = ['doc', 'man', 'info', 'locale'].map(name => `path-exclude=/usr/share/${name}/*`)
  return [
    '--mode=root',
    `--variant=${variant}`,
    `--include=${packages.join(',')}`,
    '--aptopt=Acquire::Languages "none"',
    '--aptopt=Acquire::Check-Valid-Until "false"',
    '--aptopt=Acquire::Retries "3"',
    '--aptopt=APT::Install-Recommends "false"',
    ...['force-unsafe-io', ...undocumented, 'path-include=/usr/share/locale/locale.alias'].map(o => `--dpkgopt=${o}`),
    ...(offered.length === 0 ? [] : [`--customize-hook=${offering(offered)}`]),
    '--customize-hook=echo 127.0.0.1 localhost > "$1/etc/hosts"',
    `--customize-hook=cd "$1" && rm -rf var/log/apt var/log/*.log ${unwanted.join(' ')}`,
    `--customize-hook=cd "$1" && mkdir -p tmp ${folders.join(' ')}`,
    suite,
  ]
}

function offering(packages: readonly string[]): string {
  return `set -e
chroot "$1" apt-get install --yes --quiet --download-only ${packages.join(' ')}
mkdir -p "$1/srv/packages"
mv "$1"/var/cache/apt/archives/*.deb "$1/srv/packages"
chroot "$1" sh -c 'cd /srv/packages && apt-ftparchive packages . > Packages && apt-ftparchive release . > Release.new'
mv "$1/srv/packages/Release.new" "$1/srv/packages/Release"`
}

function bin(name: string): string {
  return `usr/bin/${name}`
}
