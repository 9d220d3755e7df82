import { DeploymentError } from '../errors.ts'
import { anyText, hostAccess, integer, listOf, matching, optional, text, triggers } from '../frame/fields.ts'
import type { Context, Recorded, Resource } from '../frame/resource.ts'
import { readText, removeFile, writeText } from '../host/files.ts'
import type { Host } from '../host/host.ts'
import { hostName } from '../host/host-name.ts'
import { pollUntil } from '../host/poll-until.ts'
import { tellChange } from '../host/tell-change.ts'
import { script } from '../shell.ts'
import type { SupervisorProgramInputs, SupervisorProgramOutputs } from '../types/system.ts'

type Inputs = Required<SupervisorProgramInputs>

export const supervisorProgram: Resource<Inputs, SupervisorProgramOutputs> = {
  fields: {
    host: hostAccess,
    name: matching(/^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'the name of a program, as in airflow_worker'),
    conf: text,
    masks: optional(listOf(anyText), []),
    triggers,
    stopwaitsecs: optional(integer(1, 7 * 24 * 3600), 10),
    startTimeoutSeconds: optional(integer(1, 3600), 30),
  },
  computed: ['status'],
  replaceOn: ['host.address', 'name'],
  inert: ['host', 'masks', 'stopwaitsecs', 'startTimeoutSeconds'],
  partlySecret: ['conf'],
  id: ({ host, name }) => `${host.address}:${name}`,
  expect: () => ({ status: 'RUNNING' }),
  drifted: ({ outputs }) => (outputs.status === 'RUNNING' ? [] : ['status']),
  preview: { needs: ['host', 'name', 'conf'], tell },
  create: start,
  read: async ({ openHost }, { inputs }) => {
    const host = openHost(inputs.host)
    const file = await readText(host, confFile(inputs))
    if (file === null) return null
    return { inputs: { ...inputs, conf: file.content }, outputs: { status: (await statusOf(host, inputs)).status } }
  },
  update: start,
  delete: stop,
}

async function start({ openHost, signal }: Context, inputs: Inputs): Promise<SupervisorProgramOutputs> {
  const host = openHost(inputs.host)
  const { name, conf, stopwaitsecs, startTimeoutSeconds } = inputs
  const stopSeconds = stopwaitsecs + 30
  // It may hold a password of the environment that the program needs.
  await writeText(host, { path: confFile(inputs), content: conf, owner: 'root', group: 'root', mode: '0600' })
  await host.run({ name: 'see that supervisor runs', command: script(ENSURE_SUPERVISOR) })
  await host.run({
    name: `restart ${name}`,
    command: script(RESTART, name, `${name}:*`),
    timeoutSeconds: stopSeconds + startTimeoutSeconds,
  })
  await waitUntilRunning(host, inputs, signal)
  return { status: 'RUNNING' }
}

async function waitUntilRunning(host: Host, inputs: Inputs, signal: AbortSignal): Promise<void> {
  const { name, startTimeoutSeconds } = inputs
  const last = await pollUntil({ signal, timeoutMs: startTimeoutSeconds * 1000, restMs: 500 }, async () => {
    const found = await statusOf(host, inputs)
    return { value: found, isDone: ['RUNNING', 'FATAL', 'MISSING'].includes(found.status) }
  })
  if (last.status === 'RUNNING') return
  const log = await host.ask({ name: `read the log of ${name}`, command: script(TAIL, `${name}:${name}`) })
  throw new DeploymentError(
    `${host.name}: ${name} does not run: ${last.line || last.status}.${log === '' ? '' : ` Its last lines:\n${log}`}`,
  )
}

async function stop({ openHost, log }: Context, { inputs }: Recorded<Inputs, SupervisorProgramOutputs>): Promise<void> {
  const host = openHost(inputs.host)
  const { name, stopwaitsecs } = inputs
  await host.run({
    name: `stop ${name}`,
    command: script(STOP, `${name}:*`),
    timeoutSeconds: stopwaitsecs + 30,
  })
  await removeFile(host, confFile(inputs))
  await host.run({ name: `forget ${name}`, command: script(UPDATE, name), timeoutSeconds: stopwaitsecs + 30 })
  const logs = logFilesIn(inputs.conf)
  if (logs.length > 0) await host.run({ name: `remove the logs of ${name}`, command: script(REMOVE_LOGS, ...logs) })
  log.debug(`${host.name}: ${name} is gone, with ${logs.join(', ')}`)
}

async function tell(
  context: Context,
  inputs: Inputs,
  old: Recorded<Inputs, SupervisorProgramOutputs> | null,
): Promise<void> {
  const { host, name, conf } = inputs
  const found = await readText(context.openHost(host), confFile(inputs))
  const file = `${hostName(host)}:${confFile(inputs)}`
  tellChange(context, { name: file, before: found?.content ?? null, after: conf })
  context.log.info(`${hostName(host)}: ${name} will ${old === null ? 'start' : 'restart'}`)
}

interface Status {
  /** As supervisor calls it, in capitals; MISSING where it does not know the program. */
  readonly status: string
  readonly line: string
}

async function statusOf(host: Host, { name }: Inputs): Promise<Status> {
  const command = ['supervisorctl', 'status', `${name}:*`]
  const { stdout } = await host.run({ name: `look at ${name}`, command, mayEndWith: [1, 2, 3, 4, 7] })
  const line = stdout.split('\n')[0]?.trim() ?? ''
  const [, status = ''] = line.split(/\s+/)
  return {
    status: /^(RUNNING|STARTING|STOPPED|STOPPING|BACKOFF|EXITED|FATAL|UNKNOWN)$/.test(status) ? status : 'MISSING',
    line,
  }
}

const confFile = ({ name }: Pick<Inputs, 'name'>): string => `/etc/supervisor/conf.d/${name}.conf`

/** What supervisor writes for the program, and what it has rotated away. */
const logFilesIn = (conf: string): string[] =>
  [...conf.matchAll(/^(?:stdout|stderr)_logfile\s*=\s*(\/[^\s;]+)/gm)]
    .map(([, path]) => path ?? '')
    .filter(path => path !== '/dev/null')

const ENSURE_SUPERVISOR = 'supervisorctl pid >/dev/null 2>&1 || service supervisor start'

// Where the configuration is not what supervisor had loaded, `update` has restarted the program already.
const RESTART = `
set -e
supervisorctl reread
said=$(supervisorctl update "$1")
echo "$said"
case $said in
  *"$1: updated process group"* | *"$1: added process group"*) ;;
  *) supervisorctl restart "$2" || : ;;
esac
`

const STOP = 'supervisorctl stop "$1" || :'

const UPDATE = 'supervisorctl reread && supervisorctl update "$1" || :'

const TAIL = 'for channel in stdout stderr; do supervisorctl tail -2000 "$1" "$channel" 2>/dev/null | tail -n 15; done'

const REMOVE_LOGS = 'for log; do rm -f "$log" "$log".[0-9]*; done'
