import { type ServerUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js'
import { DeploymentError } from '../errors.ts'

/** A call with one answer. What we can explain is one sentence; a bug shows where it is. */
export function unary<Request, Response>(handle: (request: Request) => Promise<Response>) {
  return (call: ServerUnaryCall<Request, Response>, answer: sendUnaryData<Response>): void => {
    handle(call.request).then(
      response => answer(null, response),
      (error: Error) => answer({ code: status.UNKNOWN, details: sentenceOf(error) }),
    )
  }
}

const sentenceOf = (error: Error): string => (error instanceof DeploymentError ? error.message : `${error.stack}`)
