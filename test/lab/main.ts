// The lab by hand: node test/lab/main.ts up | exec COMMAND… | ssh HOST COMMAND… | reset | down | status
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Control, makeControl, runOnControl } from './control.ts'
import { lockFile } from './debian/file-lock.ts'
import { docker } from './engine.ts'
import { bringUp, type LabOptions, tearDown, whyNoLab } from './lab.ts'
import { placeOf } from './place.ts'

const USAGE = `node test/lab/main.ts up [ready] [NUMBER | ADDRESS…]   bare hosts, or ready ones with all packages; 2 of them
                      exec COMMAND…                     on the control machine, the only one that sees the hosts
                      ssh HOST [COMMAND…]               host1, host2…
                      root HOST COMMAND                 a shell command as root, beside SSH
                      reset                             fresh hosts
                      status | down
Labs of other names: SLIPSTREAM_LAB=NAME. This one is "${process.env['SLIPSTREAM_LAB'] ?? 'dev'}".`

type Command = (args: readonly string[]) => Promise<number | undefined>

const place = placeOf(process.env['SLIPSTREAM_LAB'] ?? 'dev')
const optionsFile = join(place.folder, 'options.json')

const commands: Record<string, Command> = {
  up: args => alone(() => up(optionsFrom(args))),
  reset: () => alone(async () => up(JSON.parse(await readFile(optionsFile, 'utf8')))),
  down: () => alone(() => tearDown(place)),
  exec: onControl,
  ssh: args => onControl(['ssh', ...args]),
  root: ([host = '', script = '']) => exitCode(docker(place, ['exec', host, 'sh', '-c', script], SHOWN)),
  status: () => exitCode(docker(place, ['ps', '--all'], SHOWN)),
}

const SHOWN = { stdio: 'inherit', reject: false } as const
const [name = '', ...args] = process.argv.slice(2)
process.exitCode = await run(commands[name], args)

async function run(command: Command | undefined, args: readonly string[]): Promise<number> {
  const reason = whyNoLab()
  if (command !== undefined && reason === null) return (await command(args)) ?? 0
  process.stderr.write(`${reason === null ? USAGE : `This machine can have no lab: ${reason}`}\n`)
  return 2
}

async function alone(work: () => Promise<void>): Promise<undefined> {
  await mkdir(place.folder, { recursive: true })
  await using _turn = await lockFile(join(place.folder, 'lock'))
  await work()
}

async function up(options: LabOptions): Promise<void> {
  const start = performance.now()
  const tell = (sentence: string) => {
    process.stderr.write(`${((performance.now() - start) / 1000).toFixed(1).padStart(6)} s  ${sentence}\n`)
  }
  await bringUp(place, { ...options, tell })
  await writeFile(optionsFile, JSON.stringify(options))
}

function optionsFrom(words: readonly string[]): LabOptions {
  const isReady = words[0] === 'ready'
  const hosts = isReady ? words.slice(1) : words
  const counted = hosts.length === 1 && /^\d+$/.test(hosts[0] as string)
  return {
    kind: isReady ? 'ready' : 'bare',
    ...(hosts.length > 0 && { hosts: counted ? Number(hosts[0]) : hosts }),
  }
}

async function onControl(words: readonly string[]): Promise<number> {
  const control: Control = await makeControl(place)
  return exitCode(runOnControl(place, control, { words, options: SHOWN }))
}

async function exitCode(running: PromiseLike<{ readonly exitCode?: number | undefined }>): Promise<number> {
  return (await running).exitCode ?? 1
}
