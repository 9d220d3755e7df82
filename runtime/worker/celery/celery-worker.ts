import type { Config } from '../../config/config.ts'
import { resultBackendSettings } from '../../config/result-backend.ts'
import type { Database } from '../../db/database.ts'
import { listRunningJobs } from '../../db/job.ts'
import type { WorkerCapacity } from '../../db/node.ts'
import type { DagRunKey } from '../../model/keys.ts'
import type { BrokerConnection } from '../../queue/broker/broker-connection.ts'
import { logBrokerEvent } from '../../queue/broker/broker-log.ts'
import { openConfiguredBroker } from '../../queue/broker/configured-broker.ts'
import { aborted } from '../../queue/broker/within.ts'
import { Consumer } from '../../queue/consumer.ts'
import { EventDispatcher } from '../../queue/monitor/events.ts'
import { LamportClock } from '../../queue/monitor/lamport-clock.ts'
import { RemoteControl } from '../../queue/monitor/remote-control.ts'
import { noEvent, WakeExchange, type WakeListener } from '../../queue/wake-exchange.ts'
import type { Clock } from '../../service/clock.ts'
import type { Log } from '../../service/log.ts'
import { restFor } from '../../service/poll.ts'
import type { SecretMasker } from '../../service/secret-masker.ts'
import { endLeftovers } from '../leftovers.ts'
import { type OpenWorker, openWorker } from '../open-worker.ts'
import type { Worker } from '../worker.ts'
import { ActiveTasks } from './active-tasks.ts'
import { type Autoscale, Autoscaler } from './autoscaler.ts'
import { controlHandlers } from './control-handlers.ts'
import { Intake, type IntakeParts } from './intake.ts'
import { Lease } from './lease.ts'
import { ResultBackend } from './result-backend.ts'

export interface CeleryWorkerSetup {
  readonly config: Config
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly masker: SecretMasker
  readonly queues: readonly string[]
  readonly concurrency: number
  /** Between which sizes the pool moves by itself; in place of concurrency. */
  readonly autoscale?: Autoscale
  /** The Celery node name, e.g. `celery@host`. */
  readonly node: string
  readonly version: string
  /** Told once who can say what this worker runs now, and from which queues. */
  readonly describeTo?: (capacity: () => WorkerCapacity) => void
  /** Told when somebody has changed that. */
  readonly onCapacityChanged?: () => void
  /** Asks for a quiet stop: take no more, finish what runs. */
  readonly stop: AbortController
  /** Ends what still runs, to be queued again. */
  readonly deadline: AbortSignal
}

/** One worker of the CeleryExecutor: takes messages, claims their attempts, acknowledges, and runs them in its slots. */
export async function runCeleryWorker(setup: CeleryWorkerSetup): Promise<void> {
  const { config, log, node, queues, concurrency, autoscale, stop, deadline } = setup
  const later: Later = {}
  const results = resultBackendOf(setup)
  await using opened = await openOwnWorker(setup, later)
  await using broker = await openConfiguredBroker(config, { name: node, onEvent: event => logBrokerEvent(log, event) })
  const lease = new Lease({ ...setup, ...leaseOf(setup, opened, later) })
  await using parts = openParts(setup, { opened, broker, lease, results })
  Object.assign(later, { intake: parts.intake, wake: parts.wake })
  const gone = new AbortController()
  const announcing = parts.events.announce(gone.signal, () => parts.tasks.load)
  const leasing = lease.keep(gone.signal)
  const checking = recheckOften(setup, opened, gone.signal)
  const writing = results?.run(gone.signal)
  const scaling = parts.pool.run(stop.signal)
  log.info('worker_started', { node, queues: queues.join(', '), concurrency: autoscale?.most ?? concurrency })
  await aborted(stop.signal)
  log.info('worker_stopping', { running: parts.tasks.load.active })
  await parts.intake.stop()
  await opened.worker.stop(deadline, true)
  gone.abort()
  await Promise.all([announcing, leasing, checking, writing, scaling])
  log.info('worker_stopped', {})
}

/** What is opened after those who will need it. */
interface Later {
  intake?: Intake
  wake?: WakeExchange
}

interface Parts extends AsyncDisposable {
  readonly intake: Intake
  readonly wake: WakeExchange
  readonly tasks: ActiveTasks
  readonly events: EventDispatcher
  readonly pool: Autoscaler
}

interface Opened {
  readonly opened: OpenWorker
  readonly broker: BrokerConnection
  readonly lease: Lease
  readonly results: ResultBackend | null
}

/** Null unless `[celery] result_backend` asks for results. @throws ResultBackendUnsupported, DatabaseUrlError */
function resultBackendOf({ config, log }: CeleryWorkerSetup): ResultBackend | null {
  const settings = resultBackendSettings(config)
  return settings === null ? null : new ResultBackend({ settings, log })
}

function openParts(setup: CeleryWorkerSetup, { opened, broker, lease, results }: Opened): Parts {
  const { config, clock, node, version } = setup
  const lamport = new LamportClock()
  const events = new EventDispatcher(broker, { node, lamport, clock, version })
  const tasks = new ActiveTasks({ events, clock, node, results })
  const wake = new WakeExchange(broker, wakeListener(setup, opened))
  const { worker } = opened
  const pool = new Autoscaler({
    worker,
    limits: setup.autoscale ?? null,
    keepMs: keepSlotsMs(),
    onGrown: () => intake.fill(),
  })
  const intake: Intake = new Intake({
    ...setup,
    worker,
    tasks,
    celeryAppName: config.string('celery', 'celery_app_name'),
    consumer: () => consumer,
    growPool: () => pool.growForMessage(),
    isLeaseHeld: () => lease.isHeld,
    onEnded: tell(wake),
  })
  const consumer: Consumer = new Consumer(broker, {
    queues: setup.queues,
    prefetch: intake.prefetch,
    onDelivery: delivery => void intake.take(delivery),
  })
  setup.describeTo?.(() => capacityOf(node, worker, consumer))
  const handlers = controlHandlers({ ...setup, broker, consumer, events, tasks, intake, worker, pool, lamport })
  const channels: { close(): Promise<void> }[] = [consumer, events, wake]
  if (config.boolean('celery', 'worker_enable_remote_control'))
    channels.push(new RemoteControl(broker, { node, lamport, clock, handlers }))
  return {
    intake,
    wake,
    tasks,
    events,
    pool,
    async [Symbol.asyncDispose]() {
      await Promise.all(channels.map(channel => channel.close()))
    },
  }
}

const capacityOf = (nodeName: string, { slots }: Worker, { queues, ownQueues }: Consumer): WorkerCapacity => ({
  nodeName,
  slots,
  queues,
  ownQueues,
})

/** Celery's own variable. */
const keepSlotsMs = (): number => Number(process.env['AUTOSCALE_KEEPALIVE'] ?? 30) * 1000

async function openOwnWorker(setup: CeleryWorkerSetup, later: Later): Promise<OpenWorker> {
  const opened = await openWorker({
    ...setup,
    slots: setup.autoscale?.fewest ?? setup.concurrency,
    executorClass: 'CeleryExecutor',
    keepsLease: true,
    onFinished: () => later.intake?.fill(),
    onDagRunCreated: run => later.wake?.publish({ type: 'dag_run', ...run }),
  })
  await endDeadWorkersTasks(setup, opened.jobId)
  return opened
}

/** Schedulers anywhere wake at the end of an attempt. */
const tell =
  (wake: WakeExchange): IntakeParts['onEnded'] =>
  ({ dagId, runId, taskId, mapIndex, token }) =>
    wake.publish({ type: 'attempt_ended', key: { dagId, runId, taskId, mapIndex }, token })

const leaseOf = ({ config, log }: CeleryWorkerSetup, { jobId, worker }: OpenWorker, later: Later) => ({
  jobId,
  leaseMs: config.float('slipstream', 'worker_lease_seconds') * 1000,
  onLost: () => {
    log.error('lease_lost', {})
    worker.endAll()
  },
  onHeld: () => later.intake?.fill(),
})

/** Hears that somebody cleared or marked what may run here. */
const wakeListener = ({ log }: CeleryWorkerSetup, { worker }: OpenWorker): WakeListener => ({
  onEvent: event => {
    if (event.type === 'recheck') void recheck(log, worker, event.run)
    if (event.type === 'dag_run') void recheck(log, worker, event)
  },
  onMalformed: text => log.error('message_unreadable', { error: noEvent(text) }),
})

/** Behind the events: a slow look at whether what runs is still wanted (Airflow's job_heartbeat_sec). */
async function recheckOften({ log }: CeleryWorkerSetup, { worker }: OpenWorker, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await restFor(RECHECK_MS, signal)
    await recheck(log, worker, null)
  }
}

const recheck = (log: Log, worker: Worker, run: DagRunKey | null): Promise<void> =>
  worker
    .recheck(run)
    .catch(error => log.error('pass_failed', { part: 'Looking for changed tasks', error: String(error) }))

const RECHECK_MS = 5000

/** What an earlier worker of this home left running on this host, unless that worker still lives. */
async function endDeadWorkersTasks({ config, database, log }: CeleryWorkerSetup, ownJobId: number): Promise<void> {
  const living = new Set((await listRunningJobs(database.kysely, ['LocalTaskJob', 'SchedulerJob'])).map(job => job.id))
  await endLeftovers(config.home, living.add(ownJobId), ({ pid, token }) =>
    log.warn('leftover_killed', { pid, token: token ?? '-' }),
  )
}
