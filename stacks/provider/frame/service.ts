import type { UntypedServiceImplementation } from '@grpc/grpc-js'
import plugins from '@pulumi/pulumi/proto/plugin_pb.js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import { crudHandlers } from './crud-handlers.ts'
import { invokeHandler } from './invoke-handler.ts'
import type { Plugin } from './plugin.ts'
import type { Session } from './session.ts'
import { unary } from './unary.ts'

/** The calls that the engine makes (ResourceProvider of Pulumi's provider.proto). Those left out are unimplemented. */
export function serviceOf(plugin: Plugin, session: Session): UntypedServiceImplementation {
  return {
    ...processHandlers(plugin, session),
    ...configHandlers,
    ...crudHandlers({ plugin, session }),
    invoke: unary(invokeHandler(plugin, session)),
  }
}

function processHandlers({ version, resources }: Plugin, session: Session): UntypedServiceImplementation {
  return {
    handshake: unary(async (request: messages.ProviderHandshakeRequest) => {
      session.log.connect(request.getEngineAddress())
      const response = new messages.ProviderHandshakeResponse()
      response.setAcceptSecrets(true)
      return response
    }),
    attach: unary(async (request: plugins.PluginAttach) => {
      session.log.connect(request.getAddress())
      return new empty.Empty()
    }),
    getPluginInfo: unary(async () => {
      const response = new plugins.PluginInfo()
      response.setVersion(version)
      return response
    }),
    getSchema: unary(async () => {
      const names = Object.keys(resources).map(token => [token, {}] as const)
      const response = new messages.GetSchemaResponse()
      response.setSchema(JSON.stringify({ name: 'host', version, resources: Object.fromEntries(names) }))
      return response
    }),
    cancel: unary(async () => {
      session.cancel()
      return new empty.Empty()
    }),
  }
}

/** The provider itself has no configuration: every resource names its host. */
const configHandlers: UntypedServiceImplementation = {
  checkConfig: unary(async (request: messages.CheckRequest) => {
    const response = new messages.CheckResponse()
    response.setInputs(request.getNews())
    return response
  }),
  diffConfig: unary(async () => {
    const response = new messages.DiffResponse()
    response.setChanges(messages.DiffResponse.DiffChanges.DIFF_NONE)
    return response
  }),
  configure: unary(async () => {
    const response = new messages.ConfigureResponse()
    response.setAcceptsecrets(true)
    response.setSupportspreview(true)
    return response
  }),
}
