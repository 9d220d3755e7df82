import { existsSync, readdirSync } from 'node:fs'
import { execa } from 'execa'
import type { Place } from './place.ts'

const FOLDER = '/run/netns'

/** Makes the lab's network namespace. It has no way out: no route leads beyond the hosts. */
export async function makeNamespace({ namespace }: Place): Promise<void> {
  if (!existsSync(`${FOLDER}/${namespace}`)) await execa('ip', ['netns', 'add', namespace])
  await execa('ip', ['-n', namespace, 'link', 'set', 'lo', 'up'])
}

export async function removeNamespace({ namespace }: Place): Promise<void> {
  if (existsSync(`${FOLDER}/${namespace}`)) await execa('ip', ['netns', 'del', namespace])
}

/** What `command` becomes so that it runs in the namespace. `ip netns exec` would hide the control groups. */
export function within({ namespace }: Place, command: readonly string[]): string[] {
  return ['nsenter', `--net=${FOLDER}/${namespace}`, '--', ...command]
}

/**
 * Outside the lab its addresses lead nowhere: a command that was meant for the inside fails at once, instead of sending
 * its packets to the gateway of the machine. A real network with these addresses has the better metric.
 */
export async function fenceOff(networks: readonly string[]): Promise<void> {
  for (const network of networks) {
    await execa('ip', ['route', 'replace', 'unreachable', network, 'metric', '4000'])
  }
}

/** Takes the fences away once the last lab is gone. */
export async function removeFences(): Promise<void> {
  if (existsSync(FOLDER) && readdirSync(FOLDER).some(name => name.startsWith('slipstream-'))) return
  const { stdout } = await execa('ip', ['route', 'show', 'type', 'unreachable'])
  for (const line of stdout.split('\n').filter(route => route.includes('metric 4000'))) {
    await execa('ip', ['route', 'del', ...line.trim().split(/\s+/)])
  }
}
