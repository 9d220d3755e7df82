import type { UntypedServiceImplementation } from '@grpc/grpc-js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import type { Struct } from 'google-protobuf/google/protobuf/struct_pb.js'
import { DeploymentError } from '../errors.ts'
import { diffResponse } from './diff-response.ts'
import { failureMessage } from './failure-message.ts'
import {
  type AnyResource,
  check,
  create,
  diff,
  type Kept,
  type Operation,
  preview,
  read,
  remove,
  typeOf,
  update,
} from './operations.ts'
import type { Plugin } from './plugin.ts'
import type { Session } from './session.ts'
import { unary } from './unary.ts'
import { decode, encode, type Unwrapped } from './values.ts'

export interface Frame {
  readonly plugin: Plugin
  readonly session: Session
}

/** The engine's calls about resources, from messages to operations and back. */
export function crudHandlers(frame: Frame): UntypedServiceImplementation {
  return {
    check: unary((request: messages.CheckRequest) => handleCheck(frame, request)),
    diff: unary((request: messages.DiffRequest) => handleDiff(frame, request)),
    create: unary((request: messages.CreateRequest) => handleCreate(frame, request)),
    read: unary((request: messages.ReadRequest) => handleRead(frame, request)),
    update: unary((request: messages.UpdateRequest) => handleUpdate(frame, request)),
    delete: unary((request: messages.DeleteRequest) => handleDelete(frame, request)),
  }
}

async function handleCheck({ plugin }: Frame, request: messages.CheckRequest): Promise<messages.CheckResponse> {
  const { inputs, failures } = check(resourceFor(plugin, request.getUrn()), decode(request.getNews()))
  const response = new messages.CheckResponse()
  response.setInputs(encoded(inputs))
  response.setFailuresList(failures.map(failureMessage))
  return response
}

async function handleDiff({ plugin }: Frame, request: messages.DiffRequest): Promise<messages.DiffResponse> {
  const old = keptOf(request.getOldInputs(), request.getOlds())
  return diffResponse(diff(resourceFor(plugin, request.getUrn()), old, decode(request.getNews())))
}

async function handleCreate(frame: Frame, request: messages.CreateRequest): Promise<messages.CreateResponse> {
  const news = decode(request.getProperties())
  const operation = operationFor(frame, request)
  const { id, outputs } = request.getPreview() ? await preview(operation, news, null) : await create(operation, news)
  const response = new messages.CreateResponse()
  response.setId(id)
  response.setProperties(encoded(outputs))
  return response
}

async function handleRead(frame: Frame, request: messages.ReadRequest): Promise<messages.ReadResponse> {
  const old = keptOf(request.getInputs(), request.getProperties())
  const found = await read(operationFor(frame, request), request.getId(), old)
  const response = new messages.ReadResponse()
  // An empty id says that it is gone.
  response.setId(found?.id ?? '')
  response.setProperties(found === null ? encode({}) : encoded(found.outputs))
  if (found !== null) response.setInputs(encoded(found.inputs))
  return response
}

async function handleUpdate(frame: Frame, request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
  const old = keptOf(request.getOldInputs(), request.getOlds())
  const news = decode(request.getNews())
  const operation = operationFor(frame, request)
  const made = request.getPreview() ? await preview(operation, news, old) : await update(operation, news, old)
  const response = new messages.UpdateResponse()
  response.setProperties(encoded(made.outputs))
  return response
}

async function handleDelete(frame: Frame, request: messages.DeleteRequest): Promise<empty.Empty> {
  await remove(operationFor(frame, request), keptOf(request.getOldInputs(), request.getProperties()))
  return new empty.Empty()
}

const operationFor = ({ plugin, session }: Frame, request: About): Operation => ({
  session,
  resource: resourceFor(plugin, request.getUrn()),
  urn: request.getUrn(),
  timeoutSeconds: request.getTimeout(),
})

interface About {
  getUrn(): string
  getTimeout(): number
}

function resourceFor({ resources }: Plugin, urn: string): AnyResource {
  const resource = resources[typeOf(urn)]
  if (resource === undefined) {
    throw new DeploymentError(`No resource type ${typeOf(urn)}. There are: ${Object.keys(resources).join(', ')}`)
  }
  return resource
}

const keptOf = (inputs: Struct | undefined, outputs: Struct | undefined): Kept => ({
  inputs: decode(inputs),
  outputs: decode(outputs),
})

const encoded = ({ value, secrets }: Unwrapped): Struct => encode(value, secrets)
