import { existsSync } from 'node:fs'
import { mysql, rabbitmq } from './lab/debian/recipe.ts'
import { commandOf, unpack } from './lab/debian/root-file-system.ts'

/** Whether tests run on MySQL 9 and RabbitMQ 4 instead of what is installed: vitest.config.ts says so, by project. */
export function usesNewestServers(): boolean {
  return process.env['SLIPSTREAM_TEST_SERVERS'] === 'newest'
}

/** vitest calls this before the project's first test: it makes both servers' root file systems, once for this machine. */
export async function setup(): Promise<void> {
  const tell = (sentence: string) => process.stderr.write(`${sentence}\n`)
  await Promise.all([mysql, rabbitmq].map(recipe => unpack(recipe, tell)))
}

export function newestDatabase(): string | null {
  return ifThere(commandOf(mysql, 'mysqld'))
}

export function newestBroker(): string | null {
  return ifThere(commandOf(rabbitmq, 'rabbitmq-server'))
}

function ifThere(command: string): string | null {
  return existsSync(command) ? command : null
}
