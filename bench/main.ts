import { parseArgs } from 'node:util'
import { reportOn } from './figures/report.ts'

const USAGE = `npm run bench -- [OPTIONS]
  (none)                        the embedded mode on SQLite (5 minutes)
  --executor celery             the distributed engine on a MariaDB and a RabbitMQ of the bench's own (4 minutes)
  --executor celery --load N    N tasks queued at once on two workers (N = 10000: 5 minutes; 20 at most)
  --peer airflow                the distributed engine beside real Airflow 3.3 and 2.11, in turns (25 minutes)
    --repetitions N             turns of each Airflow (2)
    --minutes N                 no turn begins after that (20)
  --all                         all of these, one after another, then --publish; for a quiet machine (40 minutes)
  --publish                     makes the newest results of each kind the published ones, and writes the page from them
`

const options = {
  executor: { type: 'string', default: 'local' },
  load: { type: 'string' },
  peer: { type: 'string' },
  repetitions: { type: 'string', default: '2' },
  minutes: { type: 'string', default: '20' },
  all: { type: 'boolean' },
  publish: { type: 'boolean' },
  help: { type: 'boolean' },
} as const

type Flags = ReturnType<typeof parseArgs<{ options: typeof options }>>['values']

/** Chooses what to measure. */
async function main(): Promise<number> {
  const flags = parseArgs({ options }).values
  if (flags.help === true) return tell(USAGE, 0)
  if (flags.publish === true) return publishNewest()
  const measure = flags.all === true ? () => everything(flags) : measurementOf(flags)
  return measure === null ? tell(USAGE, 2) : measure()
}

function measurementOf(flags: Flags): (() => Promise<number>) | null {
  const { executor, load, peer } = flags
  if (peer !== undefined) return peer === 'airflow' ? () => besideAirflow(flags) : null
  if (executor === 'local') return load === undefined ? embedded : null
  if (executor !== 'celery') return null
  if (load === undefined) return celery
  return Number(load) >= 1 ? () => celeryLoad(Number(load)) : null
}

async function everything(flags: Flags): Promise<number> {
  await embedded()
  await celery()
  await celeryLoad(10_000)
  await besideAirflow(flags)
  return publishNewest()
}

async function embedded(): Promise<number> {
  const { runEmbedded } = await import('./embedded/run-embedded.ts')
  return tell(`All figures: ${await reportOn('embedded', runEmbedded)}`, 0)
}

async function celery(): Promise<number> {
  const { runCelery } = await import('./celery/run-celery.ts')
  return tell(`All figures: ${await reportOn('celery', runCelery)}`, 0)
}

async function celeryLoad(tasks: number): Promise<number> {
  const { runLoad } = await import('./celery/run-load.ts')
  return tell(`All figures: ${await reportOn('load', report => runLoad(report, tasks))}`, 0)
}

async function besideAirflow({ repetitions, minutes }: Flags): Promise<number> {
  const { runPeer } = await import('./peer/run-peer.ts')
  const plan = { repetitions: Number(repetitions), minutes: Number(minutes) }
  return tell(`All figures: ${await reportOn('peer', report => runPeer(report, plan))}`, 0)
}

async function publishNewest(): Promise<number> {
  const { publish } = await import('./page/publish.ts')
  return tell(`Published: ${publish().join(', ')}`, 0)
}

function tell(text: string, exitCode: number): number {
  console.log(text)
  return exitCode
}

process.exitCode = await main()
