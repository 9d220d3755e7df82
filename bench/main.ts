import { parseArgs } from 'node:util'
import { reportOn } from './figures/report.ts'

const USAGE = `npm run bench -- [OPTIONS]
  (none)                        the embedded mode on SQLite
  --executor celery             the distributed engine on a MariaDB and a RabbitMQ of the bench's own
  --executor celery --load N    N tasks queued at once on two workers
`

/** Chooses what to measure. */
async function main(): Promise<number> {
  const { values } = parseArgs({
    options: { executor: { type: 'string' }, load: { type: 'string' }, help: { type: 'boolean' } },
  })
  const { executor = 'local', load } = values
  if (values.help === true) return tell(USAGE, 0)
  if (executor === 'local' && load === undefined) return embedded()
  if (executor === 'celery' && load === undefined) return celery()
  if (executor === 'celery' && Number.isInteger(Number(load)) && Number(load) > 0) return celeryLoad(Number(load))
  return tell(USAGE, 2)
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

function tell(text: string, exitCode: number): number {
  console.log(text)
  return exitCode
}

process.exitCode = await main()
