import { type ChildProcess, spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { nodeArguments } from '../service/node-child.ts'
import { withoutQueries } from './file-error.ts'
import type { ParseReply, ParseRequest, ParseResult, ParserSetup } from './parse-protocol.ts'

const PARSER_ENTRY = fileURLToPath(new URL('./parse-child.ts', import.meta.url))

/** The last part of what a parser wrote to stderr: what Node says before it dies. */
const STDERR_KEPT = 2000

/** One process that loads DAG files for us, one at a time. */
export class ParserProcess {
  readonly #child: ChildProcess
  #stderr = ''
  #isAlive = true
  #hasDied = false
  #onResult: ((result: ParseResult) => void) | null = null
  #request: ParseRequest | null = null
  parsed = 0

  constructor(setup: ParserSetup) {
    this.#child = spawn(process.execPath, nodeArguments(PARSER_ENTRY, JSON.stringify(setup)), {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    })
    this.#child.stderr?.on('data', chunk => {
      this.#stderr = (this.#stderr + String(chunk)).slice(-STDERR_KEPT)
    })
    this.#child.on('message', message => this.#onReply(message as ParseReply))
    this.#child.once('error', error => this.#died(error.message))
    this.#child.once('exit', (code, signal) => this.#died(signal === null ? `exit code ${code}` : `signal ${signal}`))
  }

  /** Whether it may load another file. */
  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Whether it ended by itself, rather than by our doing. */
  get hasDied(): boolean {
    return this.#hasDied
  }

  /** Never throws: a parser that dies or takes too long makes its file a broken one. */
  async parse(request: ParseRequest, timeoutMs: number): Promise<ParseResult> {
    this.parsed += 1
    this.#request = request
    const timer = setTimeout(() => this.#timedOut(timeoutMs), timeoutMs)
    const result = await new Promise<ParseResult>(resolve => {
      this.#onResult = resolve
      this.#child.send(request, error => {
        if (error !== null) this.#died(error.message)
      })
    })
    clearTimeout(timer)
    return result
  }

  end(): void {
    this.#isAlive = false
    this.#child.kill('SIGKILL')
  }

  #onReply({ result, isClean }: ParseReply): void {
    if (!isClean) this.end()
    this.#finish(result)
  }

  #finish(result: ParseResult): void {
    this.#onResult?.(result)
    this.#onResult = null
  }

  #died(how: string): void {
    this.#isAlive = false
    this.#hasDied = true
    this.#break(`The process that loaded this file ended (${how})`, withoutQueries(this.#stderr))
  }

  #timedOut(timeoutMs: number): void {
    const limit = `${timeoutMs / 1000} s ([core] dagbag_import_timeout)`
    this.#break(
      `DagBag import timeout: the file took longer than ${limit}. Move work from the file's top level into tasks`,
      '',
    )
    this.end()
  }

  #break(message: string, stack: string): void {
    if (this.#request === null) return
    const { path } = this.#request
    this.#finish({ type: 'broken', error: { file: path, line: null, message, stack }, files: [path] })
  }
}
