import type { ContainerPlace, LocalPlace, StackConfig } from '../../../stacks/config/stack-config.ts'
import { shellText } from '../../../stacks/provider/shell.ts'
import type { Advice } from '../finding.ts'
import { deployAgain } from './deploy.ts'

/** What is done about MySQL, on the host that has it. Passwords and data are touched by nobody but people. */
export const mysqlFix = {
  restart: (stack: StackConfig): Advice => restart(stack, 'database'),
  password: (stack: StackConfig, user: string): Advice => ({
    advice: `${deployAgain(stack).advice}\nor, with the password of airflow.cfg, ${sql(stack, `ALTER USER '${user}'@'%' IDENTIFIED BY '…'`)}`,
  }),
  grant: (stack: StackConfig, user: string, name: string): Advice => ({
    advice: sql(stack, `GRANT ALL PRIVILEGES ON \`${name}\`.* TO '${user}'@'%'`),
  }),
  create: (stack: StackConfig, name: string): Advice => ({
    advice: sql(stack, `CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4`),
  }),
  charset: (stack: StackConfig, name: string): Advice => ({
    advice: sql(stack, `ALTER DATABASE \`${name}\` CHARACTER SET utf8mb4`),
  }),
} as const

/** What is done about RabbitMQ, on the host that has it. */
export const rabbitmqFix = {
  restart: (stack: StackConfig): Advice => restart(stack, 'broker'),
  control: (stack: StackConfig, ...args: readonly string[]): Advice => ({ advice: control(stack, args) }),
  permissions: (stack: StackConfig, user: string, vhost: string): Advice => ({
    advice: control(stack, ['set_permissions', '-p', vhost, user, '.*', '.*', '.*']),
  }),
  vhost: (stack: StackConfig, user: string, vhost: string): Advice => ({
    advice: [
      control(stack, ['add_vhost', vhost]),
      control(stack, ['set_permissions', '-p', vhost, user, '.*', '.*', '.*']),
    ].join('\n'),
  }),
  password: (stack: StackConfig, user: string): Advice => ({
    advice: `${deployAgain(stack).advice}\nor, with the password of airflow.cfg, ${control(stack, ['change_password', user])}`,
  }),
} as const

type Server = 'database' | 'broker'

function restart(stack: StackConfig, server: Server): Advice {
  const { place, address, port } = stack[server]
  if (place.kind === 'external')
    return { advice: `start the ${server} at ${address}:${port}, and let the hosts' addresses through its firewall` }
  const { containerName } = place
  const logs = withDocker(place, ['logs', '--tail', '50', containerName])
  return { advice: `${withDocker(place, ['start', containerName])}, and see ${logs}` }
}

function sql({ database: { place, address } }: StackConfig, statement: string): string {
  if (place.kind === 'external') return `as an administrator of the MySQL at ${address}: ${statement};`
  return withDocker(place, ['exec', '-it', place.containerName, 'mysql', '-uroot', '-p', '-e', statement])
}

function control({ broker: { place, address } }: StackConfig, args: readonly string[]): string {
  const words = ['rabbitmqctl', ...args]
  if (place.kind === 'external') return `on the broker at ${address}: ${shellText(words)}`
  return withDocker(place, ['exec', '-it', place.containerName, ...words])
}

/** Where the container is. */
function withDocker(place: ContainerPlace | LocalPlace, words: readonly string[]): string {
  const text = shellText(['docker', ...words])
  return place.kind === 'local' ? `on this machine: ${text}` : `on ${place.host}: sudo ${text}`
}
