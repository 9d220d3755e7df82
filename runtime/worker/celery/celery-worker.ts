import type { Config } from '../../config/config.ts'
import type { Database } from '../../db/database.ts'
import { listRunningJobs } from '../../db/job.ts'
import type { BrokerConnection } from '../../queue/broker/broker-connection.ts'
import { logBrokerEvent } from '../../queue/broker/broker-log.ts'
import { openConfiguredBroker } from '../../queue/broker/configured-broker.ts'
import { Consumer } from '../../queue/consumer.ts'
import { EventDispatcher } from '../../queue/monitor/events.ts'
import { LamportClock } from '../../queue/monitor/lamport-clock.ts'
import { RemoteControl } from '../../queue/monitor/remote-control.ts'
import { type ClusterEvent, WakeExchange } from '../../queue/wake-exchange.ts'
import type { Clock } from '../../service/clock.ts'
import type { Log } from '../../service/log.ts'
import { restFor } from '../../service/poll.ts'
import type { SecretMasker } from '../../service/secret-masker.ts'
import { endLeftovers } from '../leftovers.ts'
import { type OpenWorker, openWorker } from '../open-worker.ts'
import { ActiveTasks } from './active-tasks.ts'
import { controlHandlers } from './control-handlers.ts'
import { Intake, type IntakeParts } from './intake.ts'
import { keepLease } from './lease.ts'

export interface CeleryWorkerSetup {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly masker: SecretMasker
  readonly queues: readonly string[]
  readonly concurrency: number
  /** The Celery node name, e.g. `celery@host`. */
  readonly node: string
  readonly version: string
  /** Asks for a quiet stop: take no more, finish what runs. */
  readonly stop: AbortController
  /** Ends what still runs, to be queued again. */
  readonly deadline: AbortSignal
}

/** One worker of the CeleryExecutor: takes messages, claims their attempts, acknowledges, and runs them in its slots. */
export async function runCeleryWorker(setup: CeleryWorkerSetup): Promise<void> {
  await using parts = await openParts(setup)
  const { log, node, queues, concurrency, stop, deadline } = setup
  const gone = new AbortController()
  const announcing = parts.events.announce(gone.signal, () => parts.tasks.load)
  const leasing = keepLease({ ...setup, ...leaseOf(setup, parts) }, gone.signal)
  const checking = recheckOften(setup, parts.opened)
  log.info('worker_started', { node, queues: queues.join(', '), concurrency })
  await restFor(Number.POSITIVE_INFINITY, stop.signal)
  log.info('worker_stopping', { running: parts.tasks.load.active })
  await parts.intake.stop()
  await parts.opened.worker.stop(deadline, true)
  gone.abort()
  await Promise.all([announcing, leasing, checking])
  log.info('worker_stopped', {})
}

interface Parts extends AsyncDisposable {
  readonly broker: BrokerConnection
  readonly opened: OpenWorker
  readonly consumer: Consumer
  readonly intake: Intake
  readonly tasks: ActiveTasks
  readonly events: EventDispatcher
}

async function openParts(setup: CeleryWorkerSetup): Promise<Parts> {
  const { config, database, log, clock, node, version } = setup
  const broker = await openConfiguredBroker(config, { name: node, onEvent: event => logBrokerEvent(log, event) })
  const lamport = new LamportClock()
  const events = new EventDispatcher(broker, { node, lamport, clock, version })
  const tasks = new ActiveTasks(events, clock)
  const wake = new WakeExchange(broker, event => onClusterEvent(setup, opened, event))
  const opened: OpenWorker = await openOwnWorker(setup, { wake, onFinished: () => intake.onSlotFree() })
  const { worker } = opened
  const celeryAppName = config.string('celery', 'celery_app_name')
  const intake = new Intake({
    database,
    log,
    worker,
    tasks,
    celeryAppName,
    consumer: () => consumer,
    onEnded: tell(wake),
  })
  const consumer = new Consumer(broker, {
    queues: setup.queues,
    prefetch: 1,
    onDelivery: delivery => void intake.take(delivery),
  })
  const handlers = controlHandlers({ ...setup, broker, consumer, events, tasks, intake, worker, lamport })
  const control = new RemoteControl(broker, { node, lamport, clock, handlers })
  const channels = [consumer, events, wake, control]
  return {
    broker,
    opened,
    consumer,
    intake,
    tasks,
    events,
    [Symbol.asyncDispose]: () => closeParts(channels, { broker, opened }),
  }
}

async function openOwnWorker(
  setup: CeleryWorkerSetup,
  { wake, onFinished }: { readonly wake: WakeExchange; readonly onFinished: () => void },
): Promise<OpenWorker> {
  const opened = await openWorker({
    ...setup,
    slots: setup.concurrency,
    executorClass: 'CeleryExecutor',
    keepsLease: true,
    onFinished,
    onDagRunCreated: run => wake.publish({ type: 'dag_run', ...run }),
  })
  await endDeadWorkersTasks(setup, opened.jobId)
  return opened
}

/** Schedulers anywhere wake at the end of an attempt. */
const tell =
  (wake: WakeExchange): IntakeParts['onEnded'] =>
  ({ dagId, runId, taskId, mapIndex, token }) =>
    wake.publish({ type: 'attempt_ended', key: { dagId, runId, taskId, mapIndex }, token })

async function closeParts(
  channels: readonly { close(): Promise<void> }[],
  { broker, opened }: { readonly broker: BrokerConnection; readonly opened: OpenWorker },
): Promise<void> {
  await Promise.all(channels.map(channel => channel.close()))
  await broker.close()
  await opened[Symbol.asyncDispose]()
}

function leaseOf({ config, log }: CeleryWorkerSetup, { opened }: Parts) {
  return {
    jobId: opened.jobId,
    leaseMs: config.float('slipstream', 'worker_lease_seconds') * 1000,
    onLost: () => {
      log.error('lease_lost', {})
      opened.worker.endAll()
    },
  }
}

/** Somebody cleared or marked what may run here. */
function onClusterEvent({ log }: CeleryWorkerSetup, opened: OpenWorker, event: ClusterEvent): void {
  if (event.type !== 'recheck' && event.type !== 'dag_run') return
  const run = event.type === 'recheck' ? event.run : event
  opened.worker
    .recheck(run)
    .catch(error => log.error('pass_failed', { part: 'Looking for changed tasks', error: String(error) }))
}

/** Behind the events: a slow look at whether what runs is still wanted (Airflow's job_heartbeat_sec). */
async function recheckOften({ stop, log }: CeleryWorkerSetup, { worker }: OpenWorker): Promise<void> {
  while (!stop.signal.aborted) {
    await restFor(RECHECK_MS, stop.signal)
    await worker
      .recheck(null)
      .catch(error => log.error('pass_failed', { part: 'Looking for changed tasks', error: String(error) }))
  }
}

const RECHECK_MS = 5000

/** What an earlier worker of this home left running on this host, unless that worker still lives. */
async function endDeadWorkersTasks({ config, database, log }: CeleryWorkerSetup, ownJobId: number): Promise<void> {
  const living = new Set((await listRunningJobs(database.kysely, ['LocalTaskJob', 'SchedulerJob'])).map(job => job.id))
  await endLeftovers(config.home, living.add(ownJobId), ({ pid, token }) =>
    log.warn('leftover_killed', { pid, token: token ?? '-' }),
  )
}
