import type { Duplex } from 'node:stream'
import type { Client, SFTPWrapper } from 'ssh2'
import { ConnectionLost } from './errors.ts'
import { type ExecOptions, type ExecResult, exec } from './exec.ts'
import type { Place } from './known-hosts.ts'
import { Slots } from './slots.ts'

/** sshd allows ten sessions on a connection (MaxSessions); two are left for whoever looks in. */
const MAX_CHANNELS = 8

/** One SSH connection, shared by all that happens on a host. Never more channels at once than sshd allows. */
export class Connection {
  readonly #client: Client
  readonly #slots = new Slots(MAX_CHANNELS)
  #isOpen = true

  constructor(client: Client) {
    this.#client = client
    // Every channel that is being opened listens for the loss of the connection.
    client.setMaxListeners(4 * MAX_CHANNELS)
    client.on('close', () => {
      this.#isOpen = false
    })
    // Each pending channel hears of the loss by itself; without a listener the process would end.
    client.on('error', () => {
      this.#isOpen = false
    })
  }

  get isOpen(): boolean {
    return this.#isOpen
  }

  exec(text: string, options: ExecOptions): Promise<ExecResult> {
    return this.#slots.use(() => exec(this.#client, text, options))
  }

  sftp<T>(use: (session: SFTPWrapper) => Promise<T>): Promise<T> {
    return this.#slots.use(async () => {
      const session = await this.#openSftp()
      try {
        return await use(session)
      } finally {
        session.end()
      }
    })
  }

  /**
   * Opens a stream to a place as the host sees it; the slot is free again when what uses it is done.
   * @throws ConnectionLost whatever the use makes of the end of its stream, where the connection was lost
   */
  forward<T>(place: Place, use: (stream: Duplex) => Promise<T>): Promise<T> {
    return this.#slots.use(async () => {
      const stream = await this.openStream(place)
      try {
        return await use(stream)
      } catch (error) {
        throw this.#isOpen ? error : new ConnectionLost('the connection was lost', { cause: error })
      } finally {
        stream.destroy()
      }
    })
  }

  /** A stream for a connection that goes through this one; it lives as long as that one. */
  openStream({ address, port }: Place): Promise<Duplex> {
    return this.#opening<Duplex>(done => this.#client.forwardOut('127.0.0.1', 0, address, port, done))
  }

  close(): void {
    this.#isOpen = false
    this.#client.end()
  }

  #openSftp(): Promise<SFTPWrapper> {
    return this.#opening<SFTPWrapper>(done => this.#client.sftp(done))
  }

  #opening<T>(open: (done: (error: Error | undefined, opened: T) => void) => void): Promise<T> {
    const { promise, resolve, reject } = Promise.withResolvers<T>()
    const lost = () => reject(new ConnectionLost('the connection was lost'))
    this.#client.once('close', lost)
    try {
      open((error, opened) => (error ? reject(error) : resolve(opened)))
    } catch (error) {
      reject(new ConnectionLost('the connection was lost', { cause: error }))
    }
    return promise.finally(() => this.#client.off('close', lost))
  }
}
