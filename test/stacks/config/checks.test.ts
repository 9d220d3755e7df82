import { describe, expect, test } from 'vitest'
import { host1, host2, hosts, problemsOf } from './problems-of.ts'

describe('what is wrong between settings', () => {
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    [
      'no host at all',
      {},
      [
        'slipstream:hosts: is missing: expected a list of at least 1, each an object. Example: hosts: [{ name: host1, address: 192.168.0.10, roles: [worker] }]',
      ],
    ],
    [
      'an empty list of hosts',
      { hosts: [] },
      [
        'slipstream:hosts: expected a list of at least 1, each an object, got an empty list. Example: hosts: [{ name: host1, address: 192.168.0.10, roles: [worker] }]',
      ],
    ],
    [
      'two hosts with one address and one name',
      { hosts: [host1, { ...host1, roles: ['worker'] }] },
      [
        'slipstream:hosts[1].name: host1 is the name of slipstream:hosts[0] already. Each host needs its own',
        'slipstream:hosts[1].address: 192.168.0.10 is the address of slipstream:hosts[0] already. Each host needs its own',
      ],
    ],
    [
      'roles that nobody has',
      { hosts: [host2] },
      [
        'slipstream:hosts: no host has the role webserver. Add it to the roles of one. Example: roles: [webserver]',
        'slipstream:hosts: no host has the role scheduler. Add it to the roles of one. Example: roles: [scheduler]',
        'slipstream:hosts: no host has the role database. Add it to the roles of one, or say with database.address where there is one. Example: roles: [database]',
        'slipstream:hosts: no host has the role broker. Add it to the roles of one, or say with broker.address where there is one. Example: roles: [broker]',
      ],
    ],
    [
      'a role that only one may have',
      { hosts: [host1, { ...host2, roles: ['worker', 'database'] }] },
      ['slipstream:hosts: 2 hosts have the role database. Leave it to one'],
    ],
    [
      'a database in two places',
      { hosts, database: { address: 'db', password: 'x', image: 'mysql:9' } },
      [
        'slipstream:database.address: says that the database is at db, but a host has the role database. Remove one of the two',
        'slipstream:database.image: is for a container, but address says that a server is there. Remove one of the two',
      ],
    ],
    [
      'an external broker without a password',
      { hosts: [{ ...host1, roles: ['webserver', 'scheduler', 'worker', 'database'] }], broker: { address: 'mq' } },
      [
        'slipstream:broker.password: is missing: the user of a server of your own has a password. Set it with pulumi config set --secret --path, or give admin and let the deployment make the user',
      ],
    ],
    [
      'an administrator of a container',
      { hosts, database: { admin: { user: 'root', password: 'x' } } },
      ['slipstream:database.admin: is for a server of your own. Add address, or remove it'],
    ],
    [
      'port clashes',
      { hosts, airflow: { webserverPort: 5555 }, broker: { managementPort: 3306 }, database: { port: 22 } },
      [
        'slipstream:hosts[0]: port 5555 is wanted twice on host1: by airflow.webserverPort and by airflow.flowerPort. Change one of them',
        'slipstream:hosts[0]: port 22 is wanted twice on host1: by SSH and by database.port. Change one of them',
      ],
    ],
    [
      'a worker without queues, and queues without a worker',
      {
        hosts: [
          { ...host1, queues: [] },
          { ...host2, roles: ['scheduler'], queues: ['a'], concurrency: 2 },
        ],
      },
      [
        'slipstream:hosts[0].queues: expected a list of at least 1, each a name of a queue without spaces and commas, that does not begin with node., got an empty list. Example: queues: [default]',
        'slipstream:hosts[1].queues: is for workers. Add worker to the roles of host2, or remove it',
        'slipstream:hosts[1].concurrency: is for workers. Add worker to the roles of host2, or remove it',
      ],
    ],
    [
      'a queue that the deployment makes itself',
      { hosts: [host1, { ...host2, queues: ['node.host1', 'a,b'] }] },
      [
        'slipstream:hosts[1].queues[0]: expected a name of a queue without spaces and commas, that does not begin with node., got "node.host1". Example: - default',
        'slipstream:hosts[1].queues[1]: expected a name of a queue without spaces and commas, that does not begin with node., got "a,b". Example: - default',
      ],
    ],
    [
      'keys that exclude each other',
      { hosts, ssh: { address: '10.0.0.1', passphrase: 'x', hostKey: 'ssh-ed25519 AAAA', knownHosts: 'k' } },
      [
        'slipstream:ssh.passphrase: stands without a key. Add privateKeyFile: ~/.ssh/id_ed25519 beside it, or remove it',
        'slipstream:ssh.knownHosts: is not read where hostKey is given. Remove one of the two',
        'slipstream:ssh.address: would be the same for all hosts. Move it to the ssh of one of them',
      ],
    ],
    [
      'folders in each other',
      { hosts, broker: { dataFolder: '/data/x' }, database: { dataFolder: '/data/x/mysql' } },
      [
        'slipstream:broker.dataFolder: /data/x and slipstream:database.dataFolder (/data/x/mysql) are in each other. Give each its own',
      ],
    ],
    [
      'users',
      {
        hosts,
        airflow: {
          users: [
            { username: 'a', firstName: 'A', lastName: 'A', email: 'a@b', role: 'Viewer' },
            { username: 'a', firstName: 'A', lastName: 'A', email: 'a@b', role: 'User' },
          ],
        },
      },
      [
        'slipstream:airflow.users[1].username: a is there already',
        'slipstream:airflow.users: nobody has the role Admin. Give it to one. Example: role: Admin',
      ],
    ],
    [
      'a network that is none',
      { hosts, localHosts: { subnet: '192.168.0.0' } },
      ['slipstream:localHosts.subnet: expected an IPv4 subnet, got "192.168.0.0". Example: subnet: 172.30.77.0/24'],
    ],
  ])('%s', (_, raw, problems) => {
    expect(problemsOf(raw)).toEqual(problems)
  })

  test('something wrong is not held against what it stands beside', () => {
    expect(
      problemsOf({
        hosts: [
          { ...host1, address: 1 },
          { ...host2, address: 2 },
        ],
      }),
    ).toEqual([
      'slipstream:hosts[0].address: expected an IP address or a host name, got the number 1. Example: address: 192.168.0.10',
      'slipstream:hosts[1].address: expected an IP address or a host name, got the number 2. Example: address: 192.168.0.10',
    ])
  })
})
