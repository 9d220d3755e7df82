// The program of the stand-in: the engine of Pulumi starts it and reads the port from its first line.
import { Server, ServerCredentials } from '@grpc/grpc-js'
import providerService from '@pulumi/pulumi/proto/provider_grpc_pb.js'
import { Calls } from '../../../stacks/provider/frame/calls.ts'
import { EngineLog } from '../../../stacks/provider/frame/engine-log.ts'
import { serviceOf } from './service.ts'

const log = new EngineLog()
const address = process.argv.slice(2).find(argument => !argument.startsWith('-'))
if (address !== undefined) log.connect(address)
log.logFor('', text => text).debug("docker: the tests' stand-in for the official plugin")

const server = new Server()
const calls = new Calls()
server.addService(providerService.ResourceProviderService, calls.counted(serviceOf()))
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error
  process.stdout.write(`${port}\n`)
})
// The engine ends its plugins by SIGINT, and by force five seconds later; from Ctrl-C it reaches them as well, while they
// are at work that the engine waits for.
process.on('SIGINT', () => calls.whenIdle(() => process.exit(0)))
