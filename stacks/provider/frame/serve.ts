import { Server, ServerCredentials } from '@grpc/grpc-js'
import providerService from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import { Calls } from './calls.ts'
import type { Plugin } from './plugin.ts'
import { serviceOf } from './service.ts'
import { Session } from './session.ts'

/** What gRPC allows by default, 4 MB, is less than the engine may send (its own limit). */
const MAX_MESSAGE_BYTES = 400 * 1024 * 1024

const ORPHAN_CHECK_MS = 1_000

/**
 * Serves the plugin until the process ends.
 * @param engineAddress of the engine that started it; without one it comes with the handshake
 * @returns the port, which the engine wants to read from stdout
 */
export async function serve(plugin: Plugin, engineAddress: string | undefined): Promise<number> {
  const session = new Session()
  if (engineAddress !== undefined) session.log.connect(engineAddress)
  const calls = new Calls()
  endWithTheEngine(session, calls)
  const server = new Server({ 'grpc.max_receive_message_length': MAX_MESSAGE_BYTES })
  server.addService(providerService.ResourceProviderService, calls.counted(serviceOf(plugin, session)))
  const { promise, resolve, reject } = Promise.withResolvers<number>()
  server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) =>
    error ? reject(error) : resolve(port),
  )
  return promise
}

/** An engine that was killed ends nobody: without this its plugin would stay, with what it holds open. */
function endWithTheEngine(session: Session, calls: Calls): void {
  const engine = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === engine) return
    clearInterval(timer)
    session.cancel()
    setTimeout(() => process.exit(1), 5_000).unref()
  }, ORPHAN_CHECK_MS)
  // The engine ends its plugins by SIGINT, and by force five seconds later. Ctrl-C reaches them too, while they are at
  // work: that is for the engine to cancel, in order.
  process.on('SIGINT', () => calls.whenIdle(() => process.exit(0)))
}
