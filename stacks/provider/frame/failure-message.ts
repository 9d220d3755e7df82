import messages from '@pulumi/pulumi/proto/provider_pb.js'
import type { Failure } from './fields.ts'

/** What is wrong with an input, as the engine shows it. */
export function failureMessage({ property, reason }: Failure): messages.CheckFailure {
  const message = new messages.CheckFailure()
  message.setProperty(property)
  message.setReason(reason)
  return message
}
