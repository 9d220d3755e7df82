import { type Field, flag, oneOf, secret, text, wholeNumber } from './field.ts'
import {
  absolutePath,
  address,
  containerName,
  email,
  fernetKeys,
  flowerPassword,
  hostKey,
  hostName,
  image,
  locale,
  localPath,
  name,
  optionValue,
  queue,
  secretKey,
  serverName,
  subnet,
  systemUser,
  timezone,
  url,
  userName,
} from './forms.ts'
import { RESERVED_OPTIONS } from './reserved-options.ts'
import {
  type AdminSettings,
  type AirflowSettings,
  type BrokerSettings,
  type DatabaseSettings,
  type HostSettings,
  type JumpSettings,
  type LocalHostsSettings,
  ROLES,
  type SshSettings,
  type StackSettings,
  USER_ROLES,
  type UserSettings,
} from './settings.ts'
import { EMPTY, listOf, objectOf, optional, otherwise, required, tableOf } from './shape.ts'

const port = (example: number): Field<number> => wholeNumber([1, 65_535], example)

const login = {
  port: optional(port(22)),
  user: optional(systemUser),
  privateKeyFile: optional(localPath('~/.ssh/id_ed25519')),
  privateKey: optional(
    text({ expected: 'the text of a private key', example: '{ secure: … }', isSecret: true }, value =>
      /^-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(value.trim()),
    ),
  ),
  passphrase: optional(secret('the passphrase of the private key')),
  agent: optional(localPath('/run/user/1000/ssh-agent')),
  hostKey: optional(hostKey),
  knownHosts: optional(localPath('~/.ssh/known_hosts')),
}

const jump = objectOf<JumpSettings>(
  { ...login, address: required(address) },
  { expected: 'an object', example: '{ address: bastion.example.com, user: ops }' },
)

const ssh = objectOf<SshSettings>(
  {
    ...login,
    address: optional(address),
    jump: optional(jump),
    sudoPassword: optional(secret('the password for sudo')),
  },
  { expected: 'an object', example: '{ user: ubuntu, privateKeyFile: ~/.ssh/id_ed25519 }' },
)

const host = objectOf<HostSettings>(
  {
    name: required(hostName),
    address: required(address),
    roles: required(listOf(oneOf(ROLES, 'worker'), { least: 1 })),
    ssh: otherwise(ssh, EMPTY),
    queues: optional(listOf(queue, { least: 1 })),
    concurrency: optional(wholeNumber([1, 10_000], 16)),
  },
  { expected: 'an object', example: '{ name: host1, address: 192.168.0.10, roles: [worker] }' },
)

const user = objectOf<UserSettings>(
  {
    username: required(userName),
    firstName: required(name('a first name', 'Ada')),
    lastName: required(name('a last name', 'Lovelace')),
    email: required(email),
    role: otherwise(oneOf(USER_ROLES, 'Admin'), 'Admin'),
    password: optional(secret('a password')),
  },
  {
    expected: 'an object',
    example: '{ username: admin, firstName: Ada, lastName: Lovelace, email: ada@example.com, role: Admin }',
  },
)

/** @returns what is wrong with the name of an option of airflow.cfg, or null */
function optionProblem(option: string): string | null {
  if (!/^[a-z0-9_]+\.[a-z0-9_]+$/.test(option))
    return 'expected section.key in lower case. Example: core.parallelism: 64'
  const instead = RESERVED_OPTIONS[option]
  return instead === undefined ? null : `is written by the deployment. ${instead}`
}

const FIRST_ADMIN: UserSettings = {
  username: 'admin',
  firstName: 'Airflow',
  lastName: 'Admin',
  email: 'admin@example.com',
  role: 'Admin',
}

const airflow = objectOf<AirflowSettings>(
  {
    user: otherwise(systemUser, 'ubuntu'),
    userHome: optional(absolutePath('/home/ubuntu')),
    home: otherwise(absolutePath('/home/ubuntu/airflow'), '/home/ubuntu/airflow'),
    dagsFolder: optional(absolutePath('/home/ubuntu/airflow/dags')),
    baseUrl: optional(url('http://192.168.0.10:8080')),
    webserverPort: otherwise(port(8080), 8080),
    flowerPort: otherwise(port(5555), 5555),
    workerLogPort: otherwise(port(8793), 8793),
    longestTaskSeconds: otherwise(wholeNumber([1, 30 * 86_400], 3600), 3600),
    config: otherwise(tableOf(optionValue, optionProblem), {}),
    users: otherwise(listOf(user, { least: 1 }), [FIRST_ADMIN]),
    fernetKey: optional(fernetKeys),
    flowerPassword: optional(flowerPassword),
    secretKey: optional(secretKey),
  },
  { expected: 'an object', example: '{ user: ubuntu, home: /home/ubuntu/airflow }' },
)

const admin = objectOf<AdminSettings>(
  { user: required(name('a user of the server', 'root')), password: required(secret('its password')) },
  { expected: 'an object', example: '{ user: root, password: { secure: … } }' },
)

const database = objectOf<DatabaseSettings>(
  {
    name: otherwise(serverName('a name of a database', 'airflow'), 'airflow'),
    address: optional(address),
    port: otherwise(port(3306), 3306),
    user: otherwise(serverName('a name of a database user', 'airflow'), 'airflow'),
    password: optional(secret('the password of the database user')),
    admin: optional(admin),
    containerName: optional(containerName('airflow-mysql')),
    image: optional(image('mysql:9')),
    imageTar: optional(localPath('images/mysql-9.tar')),
    dataFolder: optional(absolutePath('/data/airflow_mysql_data')),
  },
  { expected: 'an object', example: '{ port: 3306 }' },
)

const broker = objectOf<BrokerSettings>(
  {
    vhost: otherwise(serverName('a name of a vhost', 'airflow'), 'airflow'),
    address: optional(address),
    port: otherwise(port(5672), 5672),
    managementPort: otherwise(port(15_672), 15_672),
    user: otherwise(serverName('a name of a broker user', 'airflow'), 'airflow'),
    password: optional(secret('the password of the broker user')),
    admin: optional(admin),
    containerName: optional(containerName('airflow_rabbitmq')),
    image: optional(image('rabbitmq:4-management')),
    imageTar: optional(localPath('images/rabbitmq-4.tar')),
    dataFolder: optional(absolutePath('/data/airflow_rabbitmq_data')),
  },
  { expected: 'an object', example: '{ port: 5672 }' },
)

const localHosts = objectOf<LocalHostsSettings>(
  {
    subnet: required(subnet),
    baseImage: otherwise(image('debian:12-slim'), 'debian:12-slim'),
  },
  { expected: 'an object', example: '{ subnet: 172.30.77.0/24 }' },
)

/** Every key of a stack's configuration, with what a stack that leaves it out gets: the reference deployment. */
export const stackShape = objectOf<StackSettings>(
  {
    hosts: required(listOf(host, { least: 1 })),
    localHosts: optional(localHosts),
    ssh: otherwise(ssh, EMPTY),
    airflow: otherwise(airflow, EMPTY as never),
    database: otherwise(database, EMPTY as never),
    broker: otherwise(broker, EMPTY as never),
    dags: otherwise(localPath('dags'), 'dags'),
    locale: otherwise(locale, 'en_US.UTF-8'),
    timezone: otherwise(timezone, 'UTC'),
    packageMirror: optional(url('http://mirror.example.com/debian')),
    allowBrokenDags: otherwise(flag(false), false),
    deleteDataOnDestroy: otherwise(flag(false), false),
  },
  { expected: 'an object', example: '{ hosts: [] }' },
)
