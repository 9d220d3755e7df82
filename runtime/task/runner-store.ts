import type { ConnectionResult, GetXComOpts, SetXComOpts, TaskStore } from '../sdk/task/client.ts'
import type { FromRunner, ToRunner } from './runner-protocol.ts'

/** Counted over all calls: a late answer must not pass for one to a question of the next call. */
let lastId = 0

interface Waiting {
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

/** A handler's view of variables, connections and XComs: each call is asked of the worker, which has the database. */
export class IpcStore implements TaskStore {
  readonly #callId: number
  readonly #send: (message: FromRunner) => void
  readonly #waiting = new Map<number, Waiting>()

  constructor(callId: number, send: (message: FromRunner) => void) {
    this.#callId = callId
    this.#send = send
  }

  onAnswer(answer: Extract<ToRunner, { type: 'answer' }>): void {
    const waiting = this.#waiting.get(answer.id)
    this.#waiting.delete(answer.id)
    if (answer.error === undefined) waiting?.resolve(answer.value)
    else waiting?.reject(new Error(answer.error))
  }

  getVariable(key: string): Promise<string | null> {
    return this.#ask('getVariable', key)
  }

  setVariable(key: string, value: string, description?: string): Promise<void> {
    return this.#ask('setVariable', key, value, description)
  }

  deleteVariable(key: string): Promise<void> {
    return this.#ask('deleteVariable', key)
  }

  getConnection(connId: string): Promise<ConnectionResult | null> {
    return this.#ask('getConnection', connId)
  }

  getXCom<T = unknown>(opts: GetXComOpts): Promise<T | null> {
    return this.#ask('getXCom', opts)
  }

  setXCom(opts: SetXComOpts): Promise<void> {
    return this.#ask('setXCom', opts)
  }

  #ask<T>(method: keyof TaskStore, ...args: readonly unknown[]): Promise<T> {
    lastId += 1
    const id = lastId
    return new Promise<T>((resolve, reject) => {
      this.#waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      this.#send({ type: 'ask', id, callId: this.#callId, method, args })
    })
  }
}
