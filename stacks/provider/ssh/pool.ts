import type { HostAccess } from '../types/host-access.ts'
import { type ConnectOptions, connect } from './connect.ts'
import { Connection } from './connection.ts'

/** How long a connection that nobody uses stays open. */
const IDLE_MS = 30_000

interface Shared {
  readonly connection: Promise<Connection>
  users: number
  idleTimer: NodeJS.Timeout | undefined
}

/** One connection for each host, opened when first needed and closed when idle. */
export class Pool {
  readonly #shared = new Map<string, Shared>()
  readonly #options: Omit<ConnectOptions, 'throughJump'>
  readonly #idleMs: number

  constructor(options: Omit<ConnectOptions, 'throughJump'>, idleMs: number = IDLE_MS) {
    this.#options = options
    this.#idleMs = idleMs
  }

  async use<T>(access: HostAccess, work: (connection: Connection) => Promise<T>): Promise<T> {
    const key = JSON.stringify(access)
    const shared = await this.#open(key, access)
    try {
      return await work(await shared.connection)
    } finally {
      this.#leave(key, shared)
    }
  }

  closeAll(): void {
    for (const key of [...this.#shared.keys()]) this.#close(key)
  }

  async #open(key: string, access: HostAccess): Promise<Shared> {
    const present = this.#shared.get(key)
    const isLost = present !== undefined && !(await present.connection).isOpen
    if (isLost && this.#shared.get(key) === present) this.#shared.delete(key)
    const shared = this.#shared.get(key) ?? this.#add(key, access)
    clearTimeout(shared.idleTimer)
    shared.users++
    return shared
  }

  #add(key: string, access: HostAccess): Shared {
    const shared: Shared = { connection: this.#connect(access), users: 0, idleTimer: undefined }
    this.#shared.set(key, shared)
    // The next one to ask tries anew.
    shared.connection.catch(() => {
      if (this.#shared.get(key) === shared) this.#shared.delete(key)
    })
    return shared
  }

  async #connect(access: HostAccess): Promise<Connection> {
    const { jump } = access
    if (jump === undefined) return new Connection(await connect(access, this.#options))
    return this.#connectThrough(jump, access)
  }

  /** The jump host's connection is in use for as long as this one lives. */
  #connectThrough(jump: HostAccess, access: HostAccess): Promise<Connection> {
    const { promise, resolve, reject } = Promise.withResolvers<Connection>()
    const place = { address: access.address, port: access.port ?? 22 }
    this.use(jump, async through => {
      const client = await connect(access, { ...this.#options, throughJump: () => through.openStream(place) })
      const closed = new Promise<void>(done => client.once('close', () => done()))
      resolve(new Connection(client))
      await closed
    }).catch(reject)
    return promise
  }

  #leave(key: string, shared: Shared): void {
    shared.users--
    if (shared.users > 0) return
    shared.idleTimer = setTimeout(() => this.#close(key), this.#idleMs)
    shared.idleTimer.unref()
  }

  #close(key: string): void {
    const shared = this.#shared.get(key)
    this.#shared.delete(key)
    clearTimeout(shared?.idleTimer)
    void shared?.connection.then(
      connection => connection.close(),
      () => undefined,
    )
  }
}
