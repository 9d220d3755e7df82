import type { ParseRequest, ParseResult, ParserSetup } from './parse-protocol.ts'
import { ParserProcess } from './parser-process.ts'

export interface ParserPoolSettings extends ParserSetup {
  /** How many files are loaded at once ([scheduler] parsing_processes). */
  readonly processes: number
  readonly timeoutMs: number
  /** A process is replaced after so many files (slipstream.parser_recycle_after): modules are never unloaded. */
  readonly recycleAfter: number
}

/** A file that loads for longer gives its place to another one, so that slow and endless files delay nobody. */
const SLOW_MS = 1000
/** Slow files that may go on beside the pool; the next one keeps its place. */
const MOST_SLOW = 8
/** Processes that nothing needs end after this time. */
const IDLE_MS = 5000

interface Waiting {
  readonly request: ParseRequest
  readonly resolve: (result: ParseResult) => void
}

/** Loads DAG files in child processes, several at once. */
export class ParserPool implements Disposable {
  readonly #settings: ParserPoolSettings
  readonly #waiting: Waiting[] = []
  readonly #all = new Set<ParserProcess>()
  #idle: ParserProcess[] = []
  #busy = 0
  #slow = 0
  #idleTimer: NodeJS.Timeout | null = null
  #isDisposed = false

  constructor(settings: ParserPoolSettings) {
    this.#settings = settings
  }

  parse(request: ParseRequest): Promise<ParseResult> {
    return new Promise(resolve => {
      this.#waiting.push({ request, resolve })
      this.#next()
    })
  }

  [Symbol.dispose](): void {
    this.#isDisposed = true
    this.#waiting.length = 0
    for (const parser of this.#all) parser.end()
  }

  #next(): void {
    while (this.#waiting.length > 0 && this.#busy - this.#slow < this.#settings.processes)
      void this.#run(this.#waiting.shift() as Waiting)
    if (this.#busy === 0) this.#idleTimer ??= setTimeout(() => this.#endIdle(), IDLE_MS).unref()
  }

  async #run({ request, resolve }: Waiting): Promise<void> {
    this.#busy += 1
    const slow = this.#watchSlowness()
    const result = await this.#parse(request)
    slow[Symbol.dispose]()
    this.#busy -= 1
    resolve(result)
    this.#next()
  }

  /** What an earlier file has left in the process may end it: the blame is this file's only in a process of its own. */
  async #parse(request: ParseRequest): Promise<ParseResult> {
    const parser = this.#take()
    const isOwn = parser.parsed === 0
    const result = await parser.parse(request, this.#settings.timeoutMs)
    const { hasDied } = parser
    this.#giveBack(parser)
    if (!hasDied || isOwn || this.#isDisposed) return result
    this.#endIdle()
    return this.#parse(request)
  }

  #watchSlowness(): Disposable {
    let isSlow = false
    const timer = setTimeout(() => {
      if (this.#slow >= MOST_SLOW) return
      isSlow = true
      this.#slow += 1
      this.#next()
    }, SLOW_MS)
    return {
      [Symbol.dispose]: () => {
        clearTimeout(timer)
        if (isSlow) this.#slow -= 1
      },
    }
  }

  #take(): ParserProcess {
    if (this.#idleTimer !== null) clearTimeout(this.#idleTimer)
    this.#idleTimer = null
    for (let idle = this.#idle.pop(); idle !== undefined; idle = this.#idle.pop()) {
      if (idle.isAlive) return idle
      this.#all.delete(idle)
    }
    const parser = new ParserProcess(this.#settings)
    this.#all.add(parser)
    return parser
  }

  #giveBack(parser: ParserProcess): void {
    if (parser.isAlive && parser.parsed < this.#settings.recycleAfter) {
      this.#idle.push(parser)
      return
    }
    parser.end()
    this.#all.delete(parser)
  }

  #endIdle(): void {
    this.#idleTimer = null
    for (const parser of this.#idle) {
      parser.end()
      this.#all.delete(parser)
    }
    this.#idle = []
  }
}
