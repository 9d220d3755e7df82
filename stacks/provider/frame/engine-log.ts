import { credentials } from '@grpc/grpc-js'
import engineService from '@pulumi/pulumi/proto/engine_grpc_pb.js'
import messages from '@pulumi/pulumi/proto/engine_pb.js'

/** What an operation tells whoever watches the deployment. */
export interface Log {
  readonly debug: (text: string) => void
  readonly info: (text: string) => void
  readonly warning: (text: string) => void
  /** Shown beside the resource while it is under way, and not kept. */
  readonly status: (text: string) => void
  /** Everything said so far has reached the engine. */
  readonly flush: () => Promise<void>
}

/** The engine's own log: what a plugin prints is not shown. */
export class EngineLog {
  #client: engineService.EngineClient | null = null

  /** Each process has one engine. */
  connect(address: string): void {
    this.#client ??= new engineService.EngineClient(address, credentials.createInsecure())
  }

  /**
   * @param urn of the resource that it is about; empty where it is about none
   * @param mask takes secrets out of a text
   */
  logFor(urn: string, mask: (text: string) => string): Log {
    let sent: Promise<void> = Promise.resolve()
    const say =
      (severity: messages.LogSeverity, isEphemeral = false) =>
      (text: string) => {
        const request = new messages.LogRequest()
        request.setSeverity(severity)
        request.setMessage(mask(text))
        request.setUrn(urn)
        request.setEphemeral(isEphemeral)
        sent = sent.then(() => this.#send(request))
      }
    const { DEBUG, INFO, WARNING } = messages.LogSeverity
    return {
      debug: say(DEBUG),
      info: say(INFO),
      warning: say(WARNING),
      status: say(INFO, true),
      flush: () => sent,
    }
  }

  /** An engine that is gone hears nothing; its deployment is over. */
  #send(request: messages.LogRequest): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    if (this.#client === null) resolve()
    else this.#client.log(request, () => resolve())
    return promise
  }
}
