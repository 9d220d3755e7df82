import { parseArgs } from 'node:util'
import { SlipstreamError } from '../runtime/model/errors.ts'
import { reportOn } from './figures/report.ts'

const USAGE = `npm run bench -- [OPTIONS]
  (none)                        the embedded mode on SQLite (5 minutes)
  --executor celery             the distributed engine on a MariaDB and a RabbitMQ of the bench's own (4 minutes)
  --executor celery --load N    N tasks queued at once on two workers (N = 10000: 5 minutes; 20 at most)
  --peer airflow                the distributed engine beside real Airflow 2.11 and 3.3, in turns (25 minutes)
  --peer airflow-3.3            beside that one alone; airflow-2.11 likewise
    --repetitions N             turns of each Airflow (2)
    --minutes N                 no workload begins after that (24), and none takes longer than 4
  --flower N                    flower's memory over N events (N = 1000000: 2 minutes)
  --web sqlite                  the pages of a big DAG and of 2,000 DAGs on SQLite, in Chromium, then 100 live pages (6 minutes)
  --web mariadb                 the same on a MariaDB of the bench's own
    --minutes N                 of the live pages (3)
  --all                         all but flower and the web app, one after another, then --publish; for a quiet machine (40 minutes)
  --publish                     makes the newest results of each kind the published ones, and writes the page from them
`

const RELEASES = ['airflow-2.11', 'airflow-3.3'] as const

const options = {
  executor: { type: 'string', default: 'local' },
  load: { type: 'string' },
  flower: { type: 'string' },
  peer: { type: 'string' },
  web: { type: 'string' },
  repetitions: { type: 'string', default: '2' },
  minutes: { type: 'string' },
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
  const { executor, load, peer, flower, web } = flags
  if (flower !== undefined) return Number(flower) >= 1 ? () => flowerMemory(Number(flower)) : null
  if (peer !== undefined) return () => besideAirflow(flags)
  if (web !== undefined) return webPages(web, Number(flags.minutes ?? '3'))
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

async function flowerMemory(events: number): Promise<number> {
  const { runFlower } = await import('./flower/run-flower.ts')
  return tell(await runFlower(events), 0)
}

function webPages(engine: string, minutes: number): (() => Promise<number>) | null {
  if ((engine !== 'sqlite' && engine !== 'mariadb') || !(minutes > 0)) return null
  return async () => {
    const { runWeb } = await import('./web/run-web.ts')
    return tell(`All figures: ${await reportOn('web', report => runWeb(report, { engine, liveS: minutes * 60 }))}`, 0)
  }
}

async function besideAirflow({ peer = 'airflow', repetitions, minutes = '24' }: Flags): Promise<number> {
  const releases = RELEASES.filter(release => peer === 'airflow' || peer === release)
  const plan = { releases, repetitions: Number(repetitions), minutes: Number(minutes) }
  if (!(releases.length > 0 && plan.repetitions >= 1 && plan.minutes > 0)) return tell(USAGE, 2)
  const { runPeer } = await import('./peer/run-peer.ts')
  return tell(`All figures: ${await reportOn('peer', report => runPeer(report, plan))}`, 0)
}

async function publishNewest(): Promise<number> {
  const { publish } = await import('./page/publish.ts')
  return tell(`Published: ${publish().join(', ')}`, 0)
}

/** What the machine lacks and flags that are not known take one line; a bug shows its stack. */
function explain(error: unknown): number {
  if (error instanceof SlipstreamError) return tell(error.message, 1)
  if (error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')) {
    return tell(`${error.message}\n\n${USAGE}`, 2)
  }
  throw error
}

function tell(text: string, exitCode: number): number {
  console.log(text)
  return exitCode
}

process.exitCode = await main().catch(explain)
