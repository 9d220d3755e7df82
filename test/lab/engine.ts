import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { eventually } from '../../scripts/servers/eventually.ts'
import { type CommandOptions, type RunningCommand, runCommand } from './command.ts'
import { within } from './namespace.ts'
import type { Place } from './place.ts'

/** Runs the docker client on the lab's own engine, whose containers are the hosts. */
export function docker(place: Place, args: readonly string[], options?: CommandOptions): RunningCommand {
  return runCommand(['docker', '-H', `unix://${place.socket}`, ...args], options)
}

/** The answer as text, one line or many. */
export async function ask(place: Place, args: readonly string[]): Promise<string> {
  const { stdout } = await docker(place, args)
  return stdout
}

/** Starts the engine in the lab's namespace, unless it runs already. It outlives this process. */
export async function startEngine(place: Place): Promise<void> {
  if (await isEngineUp(place)) return
  await mkdir(join(place.folder, 'docker'), { recursive: true })
  await rm(pidFile(place), { force: true })
  const log = await open(join(place.folder, 'engine.log'), 'a')
  const [command, ...args] = within(place, ['dockerd', ...engineArguments(place)])
  const stdio = ['ignore', log.fd, log.fd] as ['ignore', number, number]
  spawn(command as string, args, { detached: true, stdio }).unref()
  await log.close()
  const patience = { withinMs: 60_000, what: `the lab's engine answers, see ${place.folder}/engine.log` }
  await eventually(async () => (await isEngineUp(place)) || null, patience)
  await giveWeight()
}

export async function stopEngine(place: Place): Promise<void> {
  const pid = Number(await readFile(pidFile(place), 'utf8').catch(() => ''))
  if (pid === 0 || !existsSync(`/proc/${pid}`)) return
  process.kill(pid, 'SIGTERM')
  await eventually(async () => !existsSync(`/proc/${pid}`) || null, { withinMs: 60_000, what: 'the end of the engine' })
  // It mounts its data folder on itself and may leave that behind.
  await execa('umount', ['--lazy', join(place.folder, 'docker')], { reject: false })
}

export async function isEngineUp(place: Place): Promise<boolean> {
  if (!existsSync(place.socket)) return false
  const { failed } = await docker(place, ['version'], { reject: false })
  return !failed
}

function engineArguments(place: Place): string[] {
  return [
    ...['-H', `unix://${place.socket}`],
    ...['--data-root', join(place.folder, 'docker')],
    ...['--exec-root', `/run/slipstream-lab-${place.name}`],
    ...['--pidfile', pidFile(place)],
    ...['--log-level', 'warn'],
  ]
}

function pidFile(place: Place): string {
  return join(place.folder, 'engine.pid')
}

/**
 * All containers together weigh as much as one process outside: beside a busy build a login would take many seconds.
 * Only the first kind of control groups is like that.
 */
async function giveWeight(): Promise<void> {
  const group = '/sys/fs/cgroup/cpu/docker'
  if (!existsSync('/sys/fs/cgroup/cpu/cpu.shares')) return
  await mkdir(group, { recursive: true })
  await writeFile(join(group, 'cpu.shares'), '8192')
}
