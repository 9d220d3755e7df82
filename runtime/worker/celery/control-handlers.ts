import { cpus } from 'node:os'
import type { Config } from '../../config/config.ts'
import { resultBackendSettings } from '../../config/result-backend.ts'
import type { JsonValue } from '../../model/keys.ts'
import { isoFormat } from '../../model/time.ts'
import type { BrokerConnection } from '../../queue/broker/broker-connection.ts'
import type { Consumer } from '../../queue/consumer.ts'
import type { ReceivedTask } from '../../queue/message/parse-task-message.ts'
import { commandTaskName } from '../../queue/message/task-name.ts'
import type { EventDispatcher } from '../../queue/monitor/events.ts'
import type { LamportClock } from '../../queue/monitor/lamport-clock.ts'
import type { ControlHandler } from '../../queue/monitor/remote-control.ts'
import type { Worker } from '../worker.ts'
import type { ActiveTask, ActiveTasks } from './active-tasks.ts'
import type { Autoscaler } from './autoscaler.ts'
import type { Intake } from './intake.ts'

export interface ControlParts {
  readonly config: Config
  readonly node: string
  readonly version: string
  readonly broker: BrokerConnection
  readonly consumer: Consumer
  readonly events: EventDispatcher
  readonly tasks: ActiveTasks
  readonly intake: Intake
  readonly worker: Worker
  readonly pool: Autoscaler
  readonly lamport: LamportClock
  readonly stop: AbortController
  readonly onCapacityChanged?: () => void
}

type Args = Readonly<Record<string, JsonValue>>

/** What `celery inspect`, `celery control` and Flower may ask of a worker; answers as Celery's own (celery.worker.control). */
export function controlHandlers(parts: ControlParts): Readonly<Record<string, ControlHandler>> {
  return { ...inspection(parts), ...taskControl(parts), ...workerControl(parts) }
}

function inspection(parts: ControlParts): Record<string, ControlHandler> {
  const { tasks, intake, consumer, config, lamport, node } = parts
  return {
    ping: () => ({ ok: 'pong' }),
    clock: () => ({ clock: lamport.forward() }),
    hello: () => ({ revoked: {}, clock: lamport.forward() }),
    stats: () => stats(parts),
    active: () =>
      tasks
        .list()
        .filter(isStarted)
        .map(task => describeTask(task, node)),
    reserved: () =>
      tasks
        .list()
        .filter(task => !isStarted(task))
        .map(task => describeTask(task, node)),
    scheduled: () => tasks.listScheduled().map(received => describeScheduled(received, node)),
    revoked: () => intake.revoked,
    registered: () => [commandTaskName(config.string('celery', 'celery_app_name'))],
    active_queues: () => consumer.queues.map(describeQueue),
    conf: () => configuration(parts),
    report: () => ({ ok: `slipstream ${parts.version} node ${process.version} on ${process.platform}` }),
    query_task: ({ ids }) => Object.fromEntries(idsOf(ids).flatMap(id => foundTask(tasks.find(id), node))),
  }
}

function taskControl({ intake, worker, events, tasks }: ControlParts): Record<string, ControlHandler> {
  const revoke = ({ task_id: id, terminate, signal = 'SIGTERM' }: Args): JsonValue => {
    for (const one of idsOf(id)) {
      intake.revoke(one)
      if (terminate === true && worker.terminate(one, isKill(signal))) tasks.terminated(one, isKill(signal) ? 9 : 15)
    }
    return {
      ok:
        terminate === true ? `terminate: ${idsOf(id).join(', ')}` : `tasks ${idsOf(id).join(', ')} flagged as revoked`,
    }
  }
  return {
    revoke,
    terminate: args => revoke({ ...args, terminate: true }),
    rate_limit: ({ task_name: name }) => ({ ok: `rate limits are not enforced for ${String(name)}` }),
    time_limit: ({ task_name: name }) => ({
      error: `time limits are set by the task's execution_timeout, not for ${String(name)}`,
    }),
    enable_events: () => ({ ok: events.enableTaskEvents() ? 'task events enabled' : 'task events already enabled' }),
    disable_events: () => ({
      ok: events.disableTaskEvents() ? 'task events disabled' : 'task events already disabled',
    }),
    heartbeat: () => events.sendHeartbeat(tasks.load),
  }
}

function workerControl({ pool, consumer, stop, onCapacityChanged = () => undefined }: ControlParts) {
  const changed = (ok: string): JsonValue => {
    onCapacityChanged()
    return { ok }
  }
  return {
    pool_grow: ({ n = 1 }) => {
      pool.changeBy(Number(n))
      return changed('pool will grow')
    },
    pool_shrink: ({ n = 1 }) => {
      pool.changeBy(-Number(n))
      return changed('pool will shrink')
    },
    autoscale: ({ max, min }) => {
      const { most, fewest } = pool.limits
      pool.setLimits(countOf(max) ?? most, countOf(min) ?? fewest)
      return changed(`autoscale now max=${pool.limits.most} min=${pool.limits.fewest}`)
    },
    pool_restart: () => ({ ok: 'reload started' }),
    add_consumer: async ({ queue }) => {
      await consumer.addQueue(String(queue))
      return changed(`add consumer ${String(queue)}`)
    },
    cancel_consumer: async ({ queue }) => {
      await consumer.cancelQueue(String(queue))
      return changed(`no longer consuming from ${String(queue)}`)
    },
    shutdown: () => stop.abort(),
  } satisfies Record<string, ControlHandler>
}

/** Celery's clients name a signal or give its number; all but this one let the task end by itself. */
const isKill = (signal: JsonValue): boolean => /^(sig)?(kill|9)$/i.test(String(signal))

const countOf = (value: JsonValue | undefined): number | null =>
  value === null || value === undefined || !(Number(value) >= 0) ? null : Math.trunc(Number(value))

const isStarted = (task: ActiveTask): boolean => task.startedMs !== null

const idsOf = (ids: JsonValue | undefined): string[] => (Array.isArray(ids) ? ids : [ids ?? []].flat()).map(String)

const foundTask = (task: ActiveTask | undefined, node: string): [string, [string, JsonValue]][] =>
  task === undefined ? [] : [[task.received.id, [isStarted(task) ? 'active' : 'reserved', describeTask(task, node)]]]

const describeScheduled = (received: ReceivedTask, node: string): JsonValue => ({
  eta: isoFormat(received.etaMs ?? 0),
  priority: ETA_PRIORITY,
  request: describeTask({ received, startedMs: null }, node),
})

/** Of a task with an eta in Celery's timer. */
const ETA_PRIORITY = 6

function describeTask({ received, startedMs }: Pick<ActiveTask, 'received' | 'startedMs'>, node: string): JsonValue {
  return {
    id: received.id,
    name: received.taskName,
    args: received.args,
    kwargs: received.kwargs,
    type: received.taskName,
    hostname: node,
    time_start: startedMs === null ? null : startedMs / 1000,
    acknowledged: startedMs !== null,
    delivery_info: {
      exchange: received.exchange,
      routing_key: received.routingKey,
      priority: 0,
      redelivered: received.redelivered,
    },
    worker_pid: process.pid,
  }
}

function describeQueue(name: string): JsonValue {
  const exchange = {
    name,
    type: 'direct',
    arguments: null,
    durable: true,
    passive: false,
    auto_delete: false,
    delivery_mode: null,
    no_declare: false,
  }
  return {
    name,
    exchange,
    routing_key: name,
    queue_arguments: null,
    binding_arguments: null,
    consumer_arguments: null,
    durable: true,
    exclusive: false,
    auto_delete: false,
    no_ack: false,
    alias: null,
    bindings: [],
    no_declare: null,
    expires: null,
    message_ttl: null,
    max_length: null,
    max_length_bytes: null,
    max_priority: null,
  }
}

function stats({ tasks, worker, pool, broker, lamport, consumer }: ControlParts): JsonValue {
  const usage = process.resourceUsage()
  const { host, port, user, vhost } = broker.address
  return {
    total: tasks.totals,
    pid: process.pid,
    clock: String(lamport.forward()),
    uptime: Math.round(process.uptime()),
    pool: {
      implementation: 'slipstream:processes',
      'max-concurrency': worker.slots,
      processes: tasks.list().map(() => process.pid),
      'max-tasks-per-child': 'N/A',
      'put-guarded-by-semaphore': false,
      timeouts: [0, 0],
    },
    broker: {
      hostname: host,
      userid: user,
      virtual_host: vhost,
      port,
      insist: false,
      ssl: false,
      transport: 'amqp',
      connect_timeout: 4,
    },
    ...(pool.info === null ? {} : { autoscaler: pool.info }),
    prefetch_count: consumer.prefetch,
    rusage: {
      utime: usage.userCPUTime / 1e6,
      stime: usage.systemCPUTime / 1e6,
      maxrss: usage.maxRSS,
      nvcsw: usage.voluntaryContextSwitches,
      nivcsw: usage.involuntaryContextSwitches,
    },
    cores: cpus().length,
  }
}

function configuration({ config, worker }: ControlParts): JsonValue {
  return {
    broker_url: 'amqp://********',
    result_backend: resultBackendSettings(config) === null ? null : 'db+********',
    worker_concurrency: worker.slots,
    worker_prefetch_multiplier: 1,
    task_default_queue: config.string('operators', 'default_queue'),
    task_acks_late: false,
    task_track_started: true,
    accept_content: ['json'],
    enable_utc: true,
  }
}
