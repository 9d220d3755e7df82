import type { ServerUnaryCall, sendUnaryData, UntypedServiceImplementation } from '@grpc/grpc-js'

type Handler = (call: ServerUnaryCall<unknown, unknown>, answer: sendUnaryData<unknown>) => void

/** Knows whether a call of the engine is under way. */
export class Calls {
  #running = 0
  #waiting: (() => void) | null = null

  counted(service: UntypedServiceImplementation): UntypedServiceImplementation {
    const handlers = Object.entries(service) as [string, Handler][]
    return Object.fromEntries(handlers.map(([name, handler]) => [name, this.#count(handler)]))
  }

  whenIdle(act: () => void): void {
    if (this.#running === 0) act()
    else this.#waiting = act
  }

  #count(handler: Handler): Handler {
    return (call, answer) => {
      this.#running += 1
      handler(call, (...words) => {
        answer(...words)
        this.#running -= 1
        if (this.#running === 0) this.#waiting?.()
      })
    }
  }
}
