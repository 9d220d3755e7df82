// A cluster, a nightly dump of its database, and a container that takes its metrics: one program, one `pulumi up`.
import * as docker from '@pulumi/docker'
import { Config } from '@pulumi/pulumi'
import { AirflowCluster, type ClusterSettings, Folder, RemoteFile } from 'slipstream/stacks'

type HostSettings = ClusterSettings['hosts'][number]

const config = new Config()
const ssh = config.getObject<NonNullable<ClusterSettings['ssh']>>('ssh') ?? { user: 'ubuntu' }
const mainAddress = config.require('mainAddress')
const workerAddresses = config.getObject<string[]>('workerAddresses') ?? []
const metricsPort = 9125

const workers = workerAddresses.map(
  (address, index): HostSettings => ({ name: `worker${index + 1}`, address, roles: ['worker'], concurrency: 8 }),
)

const cluster = new AirflowCluster('pipelines', {
  hosts: [
    {
      name: 'main',
      address: mainAddress,
      roles: ['webserver', 'scheduler', 'worker', 'flower', 'database', 'broker'],
    },
    ...workers,
  ],
  ssh,
  timezone: 'Europe/Berlin',
  airflow: {
    users: [{ username: 'ada', firstName: 'Ada', lastName: 'Lovelace', email: 'ada@example.com' }],
    config: {
      'metrics.statsd_on': 'True',
      'metrics.statsd_host': mainAddress,
      'metrics.statsd_port': `${metricsPort}`,
    },
  },
  secrets: { databasePassword: config.requireSecret('databasePassword') },
})

const { access: host, engine } = cluster.host('main')

const dumps = new Folder('dumps', { host, path: '/var/backups/airflow', mode: '0700' })

// The container knows its root password; no process list shows it.
const dump = 'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" exec mysqldump -u root --single-transaction airflow'
const nightlyDump = {
  path: '/etc/cron.d/airflow-dump',
  content: `15 3 * * * root docker exec airflow-mysql sh -c '${dump}' | gzip >/var/backups/airflow/nightly.sql.gz\n`,
}
new RemoteFile('nightly-dump', { host, ...nightlyDump }, { dependsOn: [dumps, cluster] })

new docker.Container(
  'metrics',
  {
    name: 'statsd-exporter',
    image: 'prom/statsd-exporter:v0.28.0',
    restart: 'always',
    ports: [
      { internal: metricsPort, external: metricsPort, protocol: 'udp' },
      { internal: 9102, external: 9102 },
    ],
  },
  { ...(engine === undefined ? {} : { provider: engine }) },
)

export const { urls, canary } = cluster
export const passwords = cluster.users
