import { CeleryExecutor } from '../../../runtime/executor/celery-executor.ts'
import type { DagRun, JsonValue } from '../../../runtime/model/keys.ts'
import { BrokerConnection } from '../../../runtime/queue/broker/broker-connection.ts'
import { Broadcaster } from '../../../runtime/queue/monitor/broadcast.ts'
import { LamportClock } from '../../../runtime/queue/monitor/lamport-clock.ts'
import { systemClock } from '../../../runtime/service/clock.ts'
import { SecretMasker } from '../../../runtime/service/secret-masker.ts'
import type { Autoscale } from '../../../runtime/worker/celery/autoscaler.ts'
import { runCeleryWorker } from '../../../runtime/worker/celery/celery-worker.ts'
import { eventually } from '../../../scripts/servers/eventually.ts'
import type { TestBroker } from '../../broker.ts'
import { TaskRuns } from '../../executors/task-runs.ts'
import { openScratchHome, type ScratchHome } from '../scratch-home.ts'

export const NODE = 'celery@scene'

export interface SceneOptions {
  readonly dag: string
  readonly queues?: readonly string[]
  readonly concurrency?: number
  readonly autoscale?: Autoscale
  readonly env?: NodeJS.ProcessEnv
}

/** A worker in this process, with an executor that sends it attempts; the database is SQLite, the broker is real. */
export class CeleryScene implements AsyncDisposable {
  readonly home: ScratchHome
  readonly runs: TaskRuns
  readonly executor: CeleryExecutor
  readonly broker: BrokerConnection
  readonly stop = new AbortController()
  readonly deadline = new AbortController()
  readonly #broadcaster: Broadcaster
  #worker: Promise<void> = Promise.resolve()

  private constructor(home: ScratchHome, broker: TestBroker) {
    this.home = home
    const masker = new SecretMasker()
    this.executor = new CeleryExecutor({
      ...home,
      clock: systemClock,
      masker,
      onDagRunCreated: () => undefined,
      slots: 32,
    })
    this.runs = new TaskRuns(home, this.executor)
    this.broker = new BrokerConnection({ address: broker.address, name: 'scene' })
    this.#broadcaster = new Broadcaster(this.broker, { lamport: new LamportClock(), clock: systemClock })
  }

  static async open(broker: TestBroker, options: SceneOptions): Promise<CeleryScene> {
    const scene = await CeleryScene.idle(broker, options)
    scene.startWorker(options)
    await scene.untilLogged('Worker celery@scene takes up to')
    await eventually(async () => ((await scene.tell('ping', {}, 300)) === undefined ? null : true), {
      withinMs: 10_000,
      what: 'a pong',
    })
    return scene
  }

  /** A scene whose worker is not started. */
  static async idle(broker: TestBroker, { dag, env }: SceneOptions): Promise<CeleryScene> {
    const home = await openScratchHome({
      dags: { 'dag.ts': dag },
      env: { AIRFLOW__CELERY__BROKER_URL: broker.url, AIRFLOW__CORE__KILLED_TASK_CLEANUP_TIME: '1', ...env },
    })
    await home.readDags()
    const scene = new CeleryScene(home, broker)
    await scene.broker.withChannel(async channel => {
      for (const queue of ['default', 'other']) await channel.deleteQueue(queue)
    })
    await scene.runs.start()
    return scene
  }

  startWorker({ queues = ['default'], concurrency = 4, autoscale }: Omit<SceneOptions, 'dag'> = {}): void {
    const parts = { clock: systemClock, masker: new SecretMasker(), version: '0' }
    const { stop, deadline } = this
    this.#worker = runCeleryWorker({
      ...this.home,
      ...parts,
      queues,
      concurrency,
      ...(autoscale === undefined ? {} : { autoscale }),
      node: NODE,
      stop,
      deadline: deadline.signal,
    })
  }

  /** What the worker answers to a command. */
  async tell(
    method: string,
    args: Readonly<Record<string, JsonValue>> = {},
    replyTimeoutMs = 2000,
  ): Promise<JsonValue | undefined> {
    const replies = await this.#broadcaster.broadcast(method, args, { destination: [NODE], replyTimeoutMs })
    return replies.get(NODE)
  }

  createRun(): Promise<DagRun> {
    return this.runs.createRun('scene')
  }

  untilLogged(text: string, withinMs = 10_000): Promise<true> {
    return eventually(async () => this.home.lines.some(line => line.includes(text)) || null, {
      withinMs,
      what: `the log says "${text}"; it says ${this.home.lines.slice(-5).join('')}`,
    })
  }

  /** Until the worker has ended; throws what it threw. */
  async stopped(): Promise<void> {
    this.stop.abort()
    await this.#worker
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop.abort()
    this.deadline.abort()
    await this.#worker.catch(() => undefined)
    await this.executor.stop(AbortSignal.abort())
    await this.executor[Symbol.asyncDispose]()
    await this.broker.close()
    await this.home[Symbol.asyncDispose]()
  }
}
