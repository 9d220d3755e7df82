import type { UntypedServiceImplementation } from '@grpc/grpc-js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import { diffResponse } from '../../../stacks/provider/frame/diff-response.ts'
import { differencesOf } from '../../../stacks/provider/frame/differences.ts'
import { failureMessage } from '../../../stacks/provider/frame/failure-message.ts'
import { anyText, failuresOf, optional, text } from '../../../stacks/provider/frame/fields.ts'
import { unary } from '../../../stacks/provider/frame/unary.ts'
import { decode, type Properties } from '../../../stacks/provider/frame/values.ts'
import { type DockerClient, openDockerClient } from './docker-client.ts'

/** The engine that the provider is for, once it is known. */
export interface Connection {
  docker: DockerClient | null
}

/** What the stand-in knows of the provider's configuration. Values that are no texts come as JSON. */
const fields = {
  host: optional(text),
  sshOpts: optional(anyText),
  disableDockerDaemonCheck: optional(anyText),
  version: optional(text),
}

export function configHandlers(connection: Connection): UntypedServiceImplementation {
  return {
    checkConfig: unary(async (request: messages.CheckRequest) => {
      const response = new messages.CheckResponse()
      response.setInputs(request.getNews())
      response.setFailuresList(failuresOf(fields, decode(request.getNews()).value).map(failureMessage))
      return response
    }),
    diffConfig: unary(async (request: messages.DiffRequest) => {
      const [old, news] = [decode(request.getOldInputs()).value, decode(request.getNews()).value]
      return diffResponse(differencesOf({ old, news, replaceOn: [], inert: [] }))
    }),
    configure: unary(async (request: messages.ConfigureRequest) => {
      connection.docker = await open(decode(request.getArgs()).value)
      const response = new messages.ConfigureResponse()
      response.setAcceptsecrets(true)
      response.setSupportspreview(true)
      return response
    }),
  }
}

/** As the official plugin does, it asks the engine at once, unless it is told not to. */
async function open({ host, sshOpts, disableDockerDaemonCheck }: Properties): Promise<DockerClient> {
  const docker = await openDockerClient(
    host as string | undefined,
    sshOpts === undefined ? [] : JSON.parse(`${sshOpts}`),
  )
  if (disableDockerDaemonCheck !== 'true') await docker(['version'])
  return docker
}
