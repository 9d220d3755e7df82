import { eventually } from '../../scripts/servers/eventually.ts'
import type { Lab } from '../lab/lab.ts'
import { hostOf } from './deployed.ts'
import type { PulumiRun } from './pulumi-run.ts'

/** What cuts a deployment short. */
export type Fault = 'kill -9' | 'Ctrl-C' | 'a lost connection' | 'a cut cable'

/** A moment of a deployment, by what the CLI has said and what the host shows then. */
export interface Interruption {
  readonly fault: Fault
  readonly phase: string
  /** What the CLI prints when the phase begins. */
  readonly begins: string
  /** A shell command that succeeds on the host once the phase is in its midst. */
  readonly shows?: { readonly host: string; readonly command: string }
}

const on = (host: string, command: string) => ({ host, command })

const runs = (program: string): string => `grep -qx ${program} /proc/[0-9]*/comm`

/** The word is an argument of its own on some command line. */
const runsWith = (word: string): string => `grep -qaz '^${word}$' /proc/[0-9]*/cmdline`

const kill = (phase: string, begins: string, shows?: Interruption['shows']): Interruption => ({
  fault: 'kill -9',
  phase,
  begins,
  ...(shows && { shows }),
})

/** From bare hosts to the canary run. */
export const INTERRUPTIONS: readonly Interruption[] = [
  kill('packages', 'Packages system-host1-packages creating', on('host1', runs('dpkg'))),
  kill('locale', 'Locale system-host2-locale creating', on('host2', runs('localedef'))),
  kill(
    'container',
    'Container system-database-container creating',
    on('host1', 'docker ps --all | grep -q airflow-mysql'),
  ),
  kill('airflow.cfg', 'RemoteFile system-host1-node-airflow-cfg creating'),
  kill(
    'upload',
    'Release system-host2-node-runtime creating',
    on('host2', 'find /home/ubuntu/.slipstream/uploads -size +8M | grep -q .'),
  ),
  kill(
    'unpacking',
    'Release system-host1-node-runtime creating',
    on('host1', 'ls -A /opt/slipstream/runtime/releases | grep -q .'),
  ),
  { fault: 'a lost connection', phase: 'schema', begins: 'MysqlDatabase system-database-schema creating' },
  kill('database user', 'MysqlUser system-database-user creating'),
  kill('migration', 'DatabaseMigration system-migration creating', on('host1', runsWith('migrate'))),
  kill(
    'scheduler',
    'SupervisorProgram system-host1-scheduler creating',
    on('host1', 'supervisorctl status airflow_scheduler | grep -q STARTING'),
  ),
  { fault: 'Ctrl-C', phase: 'flower', begins: 'SupervisorProgram system-host1-flower creating' },
  { fault: 'a cut cable', phase: 'worker', begins: 'SupervisorProgram system-host2-worker creating' },
  kill('canary', 'CanaryRun system-canary creating', on('host1', runsWith('trigger'))),
]

/** Waits until the deployment is at one of them. */
export function firstOf(lab: Lab, run: PulumiRun, choice: ReadonlySet<Interruption>): Promise<Interruption> {
  return Promise.any([...choice].map(each => reached(lab, run, each))).catch(async (error: unknown) => {
    const { exitCode, output } = await run.ended
    const missed = [...choice].map(({ phase }) => phase).join(', ')
    throw new Error(`The deployment ended with ${exitCode} before it came to ${missed}:\n${output}`, { cause: error })
  })
}

async function reached(lab: Lab, run: PulumiRun, interruption: Interruption): Promise<Interruption> {
  const { begins, shows, phase } = interruption
  await run.untilPrinted(begins)
  if (shows === undefined) return interruption
  // The host looks for itself: from outside each look would take longer than some phases.
  const look = `for i in $(seq 200); do { ${shows.command}; } > /dev/null 2>&1 && exit 0; sleep 0.05; done; exit 1`
  await eventually(() => hostOf(lab, shows.host).exec(look), { withinMs: 60_000, what: phase })
  return interruption
}
