import messages from '@pulumi/pulumi/proto/provider_pb.js'
import { DeploymentError } from '../errors.ts'
import { failureMessage } from './failure-message.ts'
import { failuresOf, withFallbacks } from './fields.ts'
import type { AnyInvocation, Plugin } from './plugin.ts'
import type { Session } from './session.ts'
import { decode, encode, type Properties, textsAt, type Unwrapped } from './values.ts'

/** The engine's call of a function, as in `host:index:preflight`. */
export function invokeHandler(plugin: Plugin, session: Session) {
  return async (request: messages.InvokeRequest): Promise<messages.InvokeResponse> => {
    const invocation = invocationFor(plugin, request.getTok())
    const args = decode(request.getArgs())
    const inputs = withFallbacks(invocation.fields, args.value)
    const failures = failuresOf(invocation.fields, inputs)
    const response = new messages.InvokeResponse()
    response.setFailuresList(failures.map(failureMessage))
    if (failures.length === 0) response.setReturn(encode(await answer(invocation, session, { ...args, value: inputs })))
    return response
  }
}

function invocationFor({ invocations }: Plugin, token: string): AnyInvocation {
  const invocation = invocations[token]
  if (invocation === undefined) {
    throw new DeploymentError(`No function ${token}. There are: ${Object.keys(invocations).join(', ')}`)
  }
  return invocation
}

async function answer(invocation: AnyInvocation, session: Session, { value, secrets }: Unwrapped): Promise<Properties> {
  const context = session.contextFor({ urn: '', timeoutSeconds: 0, secrets: textsAt(value, secrets) })
  try {
    return await invocation.answer(context, value)
  } finally {
    await context.log.flush()
  }
}
