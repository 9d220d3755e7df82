import { Option } from 'commander'
import { systemClock } from '../../service/clock.ts'
import { hostName } from '../../service/host-name.ts'
import { SecretMasker } from '../../service/secret-masker.ts'
import { serveLogs } from '../../task-log/log-server.ts'
import type { Autoscale } from '../../worker/celery/autoscaler.ts'
import { runCeleryWorker } from '../../worker/celery/celery-worker.ts'
import type { Command } from '../frame/command.ts'
import { InvalidArgument } from '../frame/errors.ts'
import { wholeNumber } from '../frame/options.ts'
import { readVersion } from '../system/version.ts'
import { runService, type ServiceParts } from './run-service.ts'
import { type ServiceOptions, serviceOptions } from './service-options.ts'

interface Options extends ServiceOptions {
  readonly queues?: string
  readonly concurrency?: number
  readonly celeryHostname?: string
  readonly autoscale?: string
  readonly skipServeLogs?: boolean
}

/** `airflow celery worker`: runs what the CeleryExecutor sends, and serves the logs of it. */
export const command: Command<Options> = {
  options: [
    new Option('-q, --queues <queues>', 'Comma-delimited list of queues to serve'),
    new Option('-c, --concurrency <count>', 'The number of tasks that run at once').argParser(wholeNumber),
    new Option('-H, --celery-hostname <name>', 'Set the hostname of the worker if you have several on one machine'),
    new Option(
      '-a, --autoscale <max,min>',
      'Run up to max tasks at once, and keep min slots when there is no work; in place of --concurrency',
    ),
    new Option('-s, --skip-serve-logs', 'Do not serve the logs of tasks'),
    ...serviceOptions(),
    ...['-u, --umask <umask>', '-p, --do-pickle', '--without-mingle', '--without-gossip'].map(flags =>
      new Option(flags, 'Without effect').hideHelp(),
    ),
  ],
  audit: 'worker',
  run: call =>
    runService(call, {
      name: 'worker',
      isSingle: true,
      ...(call.options.celeryHostname === undefined ? {} : { instance: fileName(call.options.celeryHostname) }),
      run: parts => work(parts, call.options),
    }),
}

const fileName = (node: string): string => node.replace(/[^\w.@-]/g, '_')

async function work(parts: ServiceParts, options: Options): Promise<void> {
  const { config, log, signal } = parts
  const stop = new AbortController()
  signal.addEventListener('abort', () => stop.abort())
  if (signal.aborted) stop.abort()
  const logs = new AbortController()
  if (options.skipServeLogs !== true) {
    const { port } = await serveLogs({ config, clock: systemClock, log, signal: logs.signal })
    log.info('log_server_started', { port })
  }
  try {
    await runCeleryWorker({
      ...parts,
      clock: systemClock,
      masker: new SecretMasker(),
      queues: queuesOf(parts, options),
      ...sizeOf(parts, options),
      node: nodeName(options.celeryHostname),
      version: readVersion(),
      describeTo: capacity => parts.node.describeWorker(capacity),
      onCapacityChanged: () => parts.node.reportSoon(),
      stop,
    })
  } finally {
    logs.abort()
  }
}

/** Celery's rule: a name without @ is the host part. */
const nodeName = (name = hostName()): string => (name.includes('@') ? name : `celery@${name}`)

/** An empty name would be a queue that the broker names. */
function queuesOf(
  { config }: ServiceParts,
  { queues = config.string('operators', 'default_queue') }: Options,
): string[] {
  const names = queues.split(',').map(queue => queue.trim())
  if (!names.includes('')) return names
  throw new InvalidArgument('--queues', { got: queues, expected: 'names of queues, parted by commas' })
}

/** Airflow's rule: autoscale goes before concurrency, wherever it stands. */
function sizeOf({ config }: ServiceParts, { concurrency, autoscale }: Options) {
  if (concurrency === 0) throw new InvalidArgument('--concurrency', { got: '0', expected: '1 or more' })
  const scale = autoscale ?? config.optional('celery', 'worker_autoscale')
  return {
    concurrency: concurrency ?? config.integer('celery', 'worker_concurrency'),
    ...(scale === null ? {} : { autoscale: limitsOf(scale) }),
  }
}

function limitsOf(scale: string): Autoscale {
  const [most = 0, fewest = 0] = scale.split(',').map(Number)
  if (/^\s*\d+\s*,\s*\d+\s*$/.test(scale) && most > 0 && most >= fewest) return { most, fewest }
  throw new InvalidArgument('--autoscale', { got: scale, expected: 'two numbers, the larger first, such as 16,4' })
}
