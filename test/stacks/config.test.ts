import { describe, expect, test } from 'vitest'
import { StackConfigInvalid } from '../../stacks/config/problem.ts'
import { rawConfigOf, readStackConfig } from '../../stacks/config.ts'
import { host1, host2, hosts, problemsOf } from './config/problems-of.ts'

describe('a stack that names its hosts', () => {
  test('is the reference deployment', () => {
    expect(readStackConfig({ hosts }, 'prod')).toEqual({
      stackName: 'prod',
      hosts: [
        { ...host1, ssh: { address: '192.168.0.10', port: 22, user: 'ubuntu' }, queues: ['default', 'node.host1'] },
        { ...host2, ssh: { address: '192.168.0.11', port: 22, user: 'ubuntu' }, queues: ['default', 'node.host2'] },
      ],
      airflow: {
        user: 'ubuntu',
        userHome: '/home/ubuntu',
        home: '/home/ubuntu/airflow',
        dagsFolder: '/home/ubuntu/airflow/dags',
        baseUrl: 'http://192.168.0.10:8080',
        webserverPort: 8080,
        flowerPort: 5555,
        workerLogPort: 8793,
        longestTaskSeconds: 3600,
        config: {},
        users: [
          { username: 'admin', firstName: 'Airflow', lastName: 'Admin', email: 'admin@example.com', role: 'Admin' },
        ],
      },
      database: {
        name: 'airflow',
        address: '192.168.0.10',
        port: 3306,
        user: 'airflow',
        place: {
          kind: 'container',
          host: 'host1',
          containerName: 'airflow-mysql',
          image: 'mysql:9',
          dataFolder: '/data/airflow_mysql_data',
        },
      },
      broker: {
        vhost: 'airflow',
        address: '192.168.0.10',
        port: 5672,
        managementPort: 15_672,
        user: 'airflow',
        place: {
          kind: 'container',
          host: 'host1',
          containerName: 'airflow_rabbitmq',
          image: 'rabbitmq:4-management',
          dataFolder: '/data/airflow_rabbitmq_data',
        },
      },
      dags: 'dags',
      locale: 'en_US.UTF-8',
      timezone: 'UTC',
      allowBrokenDags: false,
      deleteDataOnDestroy: false,
    })
  })

  test('takes each setting from it', () => {
    const config = readStackConfig(
      {
        hosts: [
          { ...host1, roles: ['webserver', 'scheduler'], ssh: { address: '127.0.0.1', port: '2201' } },
          {
            ...host2,
            queues: ['default', 'heavy'],
            concurrency: 4,
            ssh: { privateKeyFile: '~/.ssh/own', user: 'root' },
          },
        ],
        ssh: {
          user: 'ops',
          privateKeyFile: '~/.ssh/all',
          passphrase: 'x',
          sudoPassword: 'y',
          jump: { address: 'bastion' },
        },
        airflow: {
          user: 'airflow',
          home: '/srv/airflow',
          webserverPort: 80,
          config: { 'core.parallelism': 64, 'core.load_examples': true },
        },
        database: { address: 'db.example.com', password: 'p', port: 3307 },
        broker: { address: 'mq.example.com', admin: { user: 'root', password: 'q' } },
        locale: 'zh_CN.UTF-8',
        timezone: 'Asia/Shanghai',
        allowBrokenDags: 'true',
        packageMirror: 'http://mirror.example.com/debian',
      },
      'prod',
    )
    const all = { privateKeyFile: '~/.ssh/all', passphrase: 'x' }
    const { jump, sudoPassword } = { jump: { address: 'bastion', port: 22, ...all, user: 'ops' }, sudoPassword: 'y' }
    expect(config.hosts.map(({ ssh }) => ssh)).toEqual([
      {
        address: '127.0.0.1',
        port: 2201,
        user: 'ops',
        ...all,
        sudoPassword,
        jump,
      },
      {
        address: '192.168.0.11',
        port: 22,
        user: 'root',
        privateKeyFile: '~/.ssh/own',
        sudoPassword,
        jump: { ...jump, user: 'root' },
      },
    ])
    expect(config.hosts[0]?.queues).toEqual([])
    expect(config.hosts[1]).toMatchObject({ queues: ['default', 'heavy', 'node.host2'], concurrency: 4 })
    expect(config.airflow).toMatchObject({
      userHome: '/home/airflow',
      dagsFolder: '/srv/airflow/dags',
      baseUrl: 'http://192.168.0.10:80',
      config: { 'core.parallelism': '64', 'core.load_examples': 'True' },
    })
    expect(config.database).toMatchObject({ address: 'db.example.com', port: 3307, place: { kind: 'external' } })
    expect(config.broker.place).toEqual({ kind: 'external', admin: { user: 'root', password: 'q' } })
    expect(config).toMatchObject({ allowBrokenDags: true, locale: 'zh_CN.UTF-8' })
  })
})

test('a jump host is reached as what is behind it, but for what it says itself', () => {
  const jumpOf = (jump: object, ssh: object) =>
    readStackConfig({ hosts: [{ ...host1, ssh: { jump } }, host2], ssh }, 'prod').hosts[0]?.ssh.jump
  const shared = {
    port: 2222,
    user: 'ops',
    privateKeyFile: '~/.ssh/all',
    passphrase: 'x',
    hostKey: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ9vQ0m1Vn1n1n1n1n1n1n1n1n1n1n1n1n1n1n1n1n1n',
  }
  expect(jumpOf({ address: 'bastion' }, shared)).toEqual({
    address: 'bastion',
    port: 22,
    user: 'ops',
    privateKeyFile: '~/.ssh/all',
    passphrase: 'x',
  })
  const own = { address: 'bastion', port: 2200, user: 'guard', privateKeyFile: '~/.ssh/own', knownHosts: '~/known' }
  expect(jumpOf(own, shared)).toEqual(own)
  expect(jumpOf({ address: 'bastion' }, {})).toMatchObject({ user: 'ubuntu' })
})

test('all that is wrong is told at once, each with its key, what was expected, what is there, and an example', () => {
  const raw = {
    hosts: [
      { ...host1, port: 22, roles: ['webserver', 'schedular'] },
      { name: 'host 2', adress: '192.168.0.10', roles: [], concurrency: 0 },
      'host3',
    ],
    airflow: {
      home: 'airflow',
      config: { parallelism: 1, 'core.executor': 'LocalExecutor', 'core.x': ['a'] },
      users: [{ userName: 'me' }],
    },
    databse: {},
    broker: { port: 70_000, password: 12_345 },
    locale: 'en_US.ISO-8859-1',
    timezone: 'Mars/Olympus',
    allowBrokenDags: 'maybe',
  }
  expect(problemsOf(raw)).toMatchInlineSnapshot(`
    [
      "slipstream:databse: unknown key. Did you mean database?",
      "slipstream:hosts[0].port: unknown key. Known are name, address, roles, ssh, queues, concurrency",
      "slipstream:hosts[0].roles[1]: expected one of webserver, scheduler, worker, flower, database, broker, got "schedular". Example: - worker",
      "slipstream:hosts[1].adress: unknown key. Did you mean address?",
      "slipstream:hosts[1].name: expected a host name of letters, digits, hyphens and dots, got "host 2". Example: name: host1",
      "slipstream:hosts[1].address: is missing: expected an IP address or a host name. Example: address: 192.168.0.10",
      "slipstream:hosts[1].roles: expected a list of at least 1, each one of webserver, scheduler, worker, flower, database, broker, got an empty list. Example: roles: [worker]",
      "slipstream:hosts[1].concurrency: expected a whole number from 1 to 10000, got the number 0. Example: concurrency: 16",
      "slipstream:hosts[2]: expected an object, got "host3". Example: - { name: host1, address: 192.168.0.10, roles: [worker] }",
      "slipstream:airflow.home: expected an absolute path on the host, without spaces, got "airflow". Example: home: /home/ubuntu/airflow",
      "slipstream:airflow.config.parallelism: expected section.key in lower case. Example: core.parallelism: 64",
      "slipstream:airflow.config["core.executor"]: is written by the deployment. A cluster has the CeleryExecutor",
      "slipstream:airflow.config["core.x"]: expected text in one line, a number, true or false, got a list. Example: core.x: 64",
      "slipstream:airflow.users[0].userName: unknown key. Did you mean username?",
      "slipstream:airflow.users[0].username: is missing: expected a user name of letters, digits and . @ + - _. Example: username: admin",
      "slipstream:airflow.users[0].firstName: is missing: expected a first name. Example: firstName: Ada",
      "slipstream:airflow.users[0].lastName: is missing: expected a last name. Example: lastName: Lovelace",
      "slipstream:airflow.users[0].email: is missing: expected a mail address. Example: email: ada@example.com",
      "slipstream:broker.port: expected a whole number from 1 to 65535, got the number 70000. Example: port: 5672",
      "slipstream:broker.password: expected the password of the broker user, got a secret number (not shown). Example: password: { secure: … } (set it with: pulumi config set --secret --path …)",
      "slipstream:locale: expected a UTF-8 locale, got "en_US.ISO-8859-1". Example: locale: en_US.UTF-8",
      "slipstream:timezone: expected an IANA time zone, got "Mars/Olympus". Example: timezone: Asia/Shanghai",
      "slipstream:allowBrokenDags: expected true or false, got "maybe". Example: allowBrokenDags: false",
    ]
  `)
})

test('the error names the stack and is one line for each problem', () => {
  expect(() => readStackConfig({ hosts: [host1, { ...host2, address: host1.address }], dag: 'x' }, 'prod')).toThrow(
    new StackConfigInvalid('stack prod', [
      { path: 'slipstream:dag', message: 'unknown key. Did you mean dags?' },
      {
        path: 'slipstream:hosts[1].address',
        message: '192.168.0.10 is the address of slipstream:hosts[0] already. Each host needs its own',
      },
    ]),
  )
})

test('a secret that is wrong is not shown', () => {
  const problems = problemsOf({
    hosts,
    airflow: { fernetKey: 'hunter2', secretKey: 'hunter$2', flowerPassword: 'hunter, 2' },
    ssh: { privateKey: 'hunter2' },
    database: { password: 'hunter\n2' },
  })
  expect(problems).toHaveLength(5)
  expect(problems.join()).not.toContain('hunter')
})

test('Pulumi hands over JSON for what is not text, and other namespaces too', () => {
  const all = {
    'slipstream:hosts': JSON.stringify(hosts),
    'slipstream:timezone': 'UTC',
    'slipstream:allowBrokenDags': 'false',
    'slipstream:locale': '[not JSON',
    'docker:host': 'ssh://x',
  }
  expect(rawConfigOf(all, 'slipstream')).toEqual({
    hosts,
    timezone: 'UTC',
    allowBrokenDags: 'false',
    locale: '[not JSON',
  })
})
