import { randomBytes } from 'node:crypto'
import type { UntypedServiceImplementation } from '@grpc/grpc-js'
import plugins from '@pulumi/pulumi/proto/plugin_pb.js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import empty from 'google-protobuf/google/protobuf/empty_pb.js'
import { diffResponse } from '../../../stacks/provider/frame/diff-response.ts'
import { differencesOf } from '../../../stacks/provider/frame/differences.ts'
import { failureMessage } from '../../../stacks/provider/frame/failure-message.ts'
import { failuresOf } from '../../../stacks/provider/frame/fields.ts'
import { unary } from '../../../stacks/provider/frame/unary.ts'
import { decode, encode, type Properties, UNKNOWN } from '../../../stacks/provider/frame/values.ts'
import { type Connection, configHandlers } from './configuration.ts'
import { container } from './container.ts'
import { network } from './network.ts'
import { remoteImage } from './remote-image.ts'
import type { DockerResource } from './resource.ts'
import { volume } from './volume.ts'

const resources: Readonly<Record<string, DockerResource>> = {
  'docker:index/container:Container': container,
  'docker:index/network:Network': network,
  'docker:index/remoteImage:RemoteImage': remoteImage,
  'docker:index/volume:Volume': volume,
}

/** The engine's calls. Those left out are unimplemented. */
export function serviceOf(): UntypedServiceImplementation {
  const connection: Connection = { docker: null }
  return {
    ...configHandlers(connection),
    getPluginInfo: unary(async () => {
      const info = new plugins.PluginInfo()
      info.setVersion('5.2.0')
      return info
    }),
    cancel: unary(async () => new empty.Empty()),
    check: unary(check),
    diff: unary(diff),
    create: unary((request: messages.CreateRequest) => create(connection, request)),
    read: unary((request: messages.ReadRequest) => read(connection, request)),
    update: unary((request: messages.UpdateRequest) => update(connection, request)),
    delete: unary((request: messages.DeleteRequest) => remove(connection, request)),
  }
}

async function check(request: messages.CheckRequest): Promise<messages.CheckResponse> {
  const resource = resourceOf(request)
  const news = decode(request.getNews())
  const kept = decode(request.getOlds()).value['name']
  const made = () => kept ?? `${request.getUrn().split('::').at(-1)}-${randomBytes(4).toString('hex').slice(1)}`
  const value = resource.isNamed && news.value['name'] === undefined ? { ...news.value, name: made() } : news.value
  const response = new messages.CheckResponse()
  response.setInputs(encode(value, news.secrets))
  response.setFailuresList(failuresOf(resource.fields, value).map(failureMessage))
  return response
}

async function diff(request: messages.DiffRequest): Promise<messages.DiffResponse> {
  const { fields, changeable, sets } = resourceOf(request)
  const sorted = (properties: Properties): Properties =>
    Object.fromEntries(
      Object.entries(properties).map(([key, value]) => [key, sets.includes(key) ? inOrder(value) : value]),
    )
  const old = sorted(decode(request.getOldInputs()).value)
  const news = sorted(decode(request.getNews()).value)
  const replaceOn = Object.keys(fields).filter(key => !changeable.includes(key))
  return diffResponse(differencesOf({ old, news, replaceOn, inert: [] }))
}

async function create({ docker }: Connection, request: messages.CreateRequest): Promise<messages.CreateResponse> {
  const resource = resourceOf(request)
  const inputs = decode(request.getProperties())
  const response = new messages.CreateResponse()
  const unknown = Object.fromEntries(resource.computed.map(key => [key, UNKNOWN]))
  const { id, outputs } = request.getPreview()
    ? { id: '', outputs: unknown }
    : await resource.create(configured(docker), inputs.value)
  response.setId(id)
  response.setProperties(encode({ ...inputs.value, ...outputs }, inputs.secrets))
  return response
}

async function read({ docker }: Connection, request: messages.ReadRequest): Promise<messages.ReadResponse> {
  const inputs = decode(request.getInputs())
  const outputs = await resourceOf(request).read(configured(docker), request.getId(), inputs.value)
  const response = new messages.ReadResponse()
  if (outputs === null) return response
  response.setId(request.getId())
  response.setProperties(encode({ ...inputs.value, ...outputs }, inputs.secrets))
  response.setInputs(encode(inputs.value, inputs.secrets))
  return response
}

async function update({ docker }: Connection, request: messages.UpdateRequest): Promise<messages.UpdateResponse> {
  const resource = resourceOf(request)
  const inputs = decode(request.getNews())
  const outputs = request.getPreview() ? {} : await resource.update(configured(docker), request.getId(), inputs.value)
  const response = new messages.UpdateResponse()
  response.setProperties(encode({ ...decode(request.getOlds()).value, ...inputs.value, ...outputs }, inputs.secrets))
  return response
}

async function remove({ docker }: Connection, request: messages.DeleteRequest): Promise<empty.Empty> {
  const inputs = decode(request.getOldInputs()).value
  await resourceOf(request).delete(configured(docker), request.getId(), inputs)
  return new empty.Empty()
}

function resourceOf(request: { getUrn(): string }): DockerResource {
  const type = request.getUrn().split('::')[2]?.split('$').at(-1) ?? ''
  const resource = resources[type]
  if (resource === undefined) throw new Error(`The tests' stand-in for the docker plugin has no ${type}`)
  return resource
}

function configured<T>(docker: T | null): T {
  if (docker === null) throw new Error('The engine of Pulumi calls the plugin before it has configured it')
  return docker
}

const inOrder = (value: unknown): unknown =>
  Array.isArray(value) ? [...value].sort((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b))) : value
