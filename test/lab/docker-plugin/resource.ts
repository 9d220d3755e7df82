import type { Field } from '../../../stacks/provider/frame/fields.ts'
import type { Properties } from '../../../stacks/provider/frame/values.ts'
import type { DockerClient } from './docker-client.ts'

/** One type of the official plugin's resources. What its schema has and the stand-in has not is an error. */
export interface DockerResource {
  readonly fields: Readonly<Record<string, Field>>
  /** Outputs besides the inputs. */
  readonly computed: readonly string[]
  /** Inputs that change in place. All others make it another thing, as the official plugin's schema says. */
  readonly changeable: readonly string[]
  /** Lists whose order means nothing. */
  readonly sets: readonly string[]
  /** Whether a name is made up where the program gives none. */
  readonly isNamed: boolean
  readonly create: (docker: DockerClient, inputs: Properties) => Promise<Made>
  /** null where it is gone. */
  readonly read: (docker: DockerClient, id: string, inputs: Properties) => Promise<Properties | null>
  readonly update: (docker: DockerClient, id: string, inputs: Properties) => Promise<Properties>
  readonly delete: (docker: DockerClient, id: string, inputs: Properties) => Promise<void>
}

export interface Made {
  readonly id: string
  readonly outputs: Properties
}
