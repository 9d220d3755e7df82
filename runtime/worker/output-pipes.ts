import { spawnSync } from 'node:child_process'
import { closeSync, constants, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import { processExists } from '../service/process-exists.ts'
import type { OnLine, OutputPipe } from '../task/attempt-io.ts'

/** How many FIFOs one mkfifo call makes. */
const BATCH = 16

/** A line longer than this is handed on in pieces, so that endless output without a newline stays bounded. */
const LONGEST_LINE = 256 * 1024

/**
 * Named pipes for the output of child processes. Node's own `pipe` is a socket pair, on which a child cannot open
 * /dev/stdout or /dev/stderr, and it keeps stdout and stderr apart, so that their order is lost.
 */
export class OutputPipes implements Disposable {
  readonly #folder: string
  readonly #free: string[] = []
  #made = 0

  constructor() {
    removeAbandonedFolders()
    this.#folder = mkdtempSync(join(tmpdir(), `${FOLDERS}${process.pid}-`))
  }

  open(): OutputPipe {
    if (this.#free.length === 0) this.#makeMore()
    const path = this.#free.pop() as string
    const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    const writeFd = openSync(path, constants.O_WRONLY)
    return new Fifo({
      readFd,
      writeFd,
      onDrained: () => this.#free.push(path),
      onAbandoned: () => rmSync(path, { force: true }),
    })
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  #makeMore(): void {
    const paths = Array.from({ length: BATCH }, (_, index) => join(this.#folder, String(this.#made + index)))
    // Open to all for writing, so that a task of another user can open its /dev/stderr; the folder is closed to them.
    const { status, stderr, error } = spawnSync('mkfifo', ['-m', '622', ...paths])
    if (status !== 0)
      throw new Error(`mkfifo in ${this.#folder} failed: ${error?.message ?? stderr.toString()}`, { cause: error })
    this.#made += BATCH
    this.#free.push(...paths)
  }
}

/** Folders of this machine's processes begin so; a pid follows. Containers may share /tmp and not their processes. */
const FOLDERS = `slipstream-pipes-${hostname()}-`

/** What processes that were killed have left. */
function removeAbandonedFolders(): void {
  for (const name of readdirSync(tmpdir()))
    if (name.startsWith(FOLDERS) && !processExists(Number.parseInt(name.slice(FOLDERS.length), 10)))
      remove(join(tmpdir(), name))
}

function remove(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true })
  } catch {
    // It is another user's.
  }
}

interface FifoEnds {
  readonly readFd: number
  readonly writeFd: number
  readonly onDrained: () => void
  readonly onAbandoned: () => void
}

class Fifo implements OutputPipe {
  readonly writeFd: number
  readonly #socket: Socket
  readonly #ends: FifoEnds
  #isWriteFdOpen = true
  #isDrained = false

  constructor(ends: FifoEnds) {
    this.writeFd = ends.writeFd
    this.#socket = new Socket({ fd: ends.readFd, readable: true, writable: false })
    this.#ends = ends
  }

  /** A pipe goes back to be used again only when every writer has closed it: nobody can write into the next attempt's log. */
  async read(onLine: OnLine): Promise<void> {
    this.#closeWriteFd()
    const lines = new LineSplitter(onLine)
    this.#socket.on('data', chunk => lines.push(chunk))
    await new Promise<void>(resolve => {
      this.#socket.once('end', () => this.#drained())
      this.#socket.once('close', resolve).on('error', () => undefined)
    })
    lines.end()
  }

  abandon(): void {
    this.#closeWriteFd()
    if (!this.#isDrained && !this.#socket.destroyed) this.#ends.onAbandoned()
    this.#socket.destroy()
  }

  #drained(): void {
    this.#isDrained = true
    this.#ends.onDrained()
  }

  #closeWriteFd(): void {
    if (this.#isWriteFdOpen) closeSync(this.writeFd)
    this.#isWriteFdOpen = false
  }
}

/** Cuts a byte stream into lines; multi-byte characters may be split between chunks. */
export class LineSplitter {
  readonly #decoder = new StringDecoder('utf8')
  readonly #onLine: OnLine
  #rest = ''

  constructor(onLine: OnLine) {
    this.#onLine = onLine
  }

  push(chunk: Buffer): void {
    const parts = (this.#rest + this.#decoder.write(chunk)).split('\n')
    this.#rest = parts.pop() as string
    for (const part of parts) this.#onLine(part.endsWith('\r') ? part.slice(0, -1) : part, false)
    if (this.#rest.length > LONGEST_LINE) this.#flush(true)
  }

  /** Hands on what stands after the last newline. */
  end(): void {
    this.#rest += this.#decoder.end()
    this.#flush(false)
  }

  #flush(isContinued: boolean): void {
    if (this.#rest !== '') this.#onLine(this.#rest, isContinued)
    this.#rest = ''
  }
}
