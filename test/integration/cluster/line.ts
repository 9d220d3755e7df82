import { createConnection, createServer, type Server, type Socket } from 'node:net'

/** A line to a server on this machine that can be cut, as a network is, and mended. */
export class Line implements AsyncDisposable {
  readonly #target: () => number
  readonly #sockets = new Set<Socket>()
  readonly #server: Server
  #state: 'whole' | 'cut' | 'frozen' = 'whole'

  private constructor(target: () => number) {
    this.#target = target
    this.#server = createServer(near => this.#onConnection(near))
  }

  /** @param target the port that the line leads to */
  static async open(target: () => number): Promise<Line> {
    const line = new Line(target)
    await new Promise<void>(resolve => line.#server.listen(0, '127.0.0.1', resolve))
    return line
  }

  get port(): number {
    return (this.#server.address() as { port: number }).port
  }

  /** Connections break at once, and no new one is possible. */
  cut(): void {
    this.#state = 'cut'
    for (const socket of this.#sockets) socket.destroy()
  }

  /** Nothing passes any more, and nobody is told: a cable that was pulled. */
  freeze(): void {
    this.#state = 'frozen'
    for (const socket of this.#sockets) socket.unpipe().pause()
  }

  /** Lets new connections through; what was frozen is broken. */
  mend(): void {
    this.#state = 'whole'
    for (const socket of this.#sockets) socket.destroy()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut()
    await new Promise(resolve => this.#server.close(resolve))
  }

  #onConnection(near: Socket): void {
    this.#keep(near)
    if (this.#state === 'cut') near.destroy()
    if (this.#state !== 'whole') return
    const far = createConnection(this.#target(), '127.0.0.1')
    this.#keep(far)
    near.pipe(far).pipe(near)
    near.on('close', () => far.destroy())
    far.on('close', () => near.destroy())
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => undefined).on('close', () => this.#sockets.delete(socket))
  }
}
