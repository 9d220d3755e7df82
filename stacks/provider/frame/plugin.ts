import type { AnyResource } from './operations.ts'
import type { Invocation, Resource } from './resource.ts'
import type { Properties } from './values.ts'

export type AnyInvocation = Invocation<Properties, Properties>

/** What a plugin can do. */
export interface Plugin {
  readonly version: string
  /** By their tokens, as in `host:index:RemoteFile`. */
  readonly resources: Readonly<Record<string, AnyResource>>
  readonly invocations: Readonly<Record<string, AnyInvocation>>
}

/** The fields of a resource see to it that its inputs are what its types say. */
export function erased<Inputs, Outputs extends object>(resource: Resource<Inputs, Outputs>): AnyResource {
  return resource as unknown as AnyResource
}

export function erasedInvocation<Inputs, Answer extends object>(invocation: Invocation<Inputs, Answer>): AnyInvocation {
  return invocation as unknown as AnyInvocation
}
