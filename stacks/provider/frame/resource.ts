import type { Host } from '../host/host.ts'
import type { HostAccess } from '../types/host-access.ts'
import type { Log } from './engine-log.ts'
import type { Fields } from './fields.ts'
import type { Imports } from './imports.ts'

/** What an operation works with. */
export interface Context {
  readonly log: Log
  /** Aborts when the deployment is cancelled. */
  readonly signal: AbortSignal
  /** A text with the secrets taken out. */
  readonly mask: (text: string) => string
  readonly openHost: (access: HostAccess) => Host
}

/** What the state holds of a resource. */
export interface Recorded<Inputs, Outputs> {
  readonly inputs: Inputs
  readonly outputs: Outputs
}

/**
 * One kind of resource. The frame converts, checks the inputs by their fields, fills in what is not given, decides
 * what has changed, and keeps secrets wrapped; the resource acts. Creating what is there already takes it over.
 */
export interface Resource<Inputs, Outputs extends object = Record<never, never>> {
  readonly fields: Fields<Inputs>
  /** Outputs besides the inputs. */
  readonly computed: readonly (keyof Outputs & string)[]
  readonly secretOutputs?: readonly (keyof Outputs & string)[]
  /**
   * Inputs, or members of them (`server.port`), with which it is another thing: deleted and created again. Of several, as in
   * `server.address ?? host.address`, the first that is there counts.
   */
  readonly replaceOn: readonly string[]
  /** Inputs that say how to work, not what there should be: a change of them alone is no change. */
  readonly inert: readonly (keyof Inputs & string)[]
  /** Inputs that are secret as a whole only where `masks` does not name the secrets in them. */
  readonly partlySecret?: readonly (keyof Inputs & string)[]
  readonly id: (inputs: Inputs) => string
  /** Where an id can say all that `read` has to know. */
  readonly imports?: Imports<Inputs>
  /** Inputs whose default depends on others. */
  readonly complete?: (inputs: Partial<Inputs>, isSecret: (key: keyof Inputs & string) => boolean) => Partial<Inputs>
  /** Outputs that follow from inputs, for previews. */
  readonly expect?: (inputs: Partial<Inputs>) => Partial<Outputs>
  /** Outputs that are not as they should be, as `read` found them. */
  readonly drifted?: (recorded: Recorded<Inputs, Outputs>) => readonly string[]
  /** Says through the log what creating or updating would change on the host. Runs where all it names is known. */
  readonly preview?: Preview<Inputs, Outputs>
  readonly create: (context: Context, inputs: Inputs) => Promise<Outputs>
  /** What there is; null where it is gone. */
  readonly read: (context: Context, recorded: Recorded<Inputs, Outputs>) => Promise<Recorded<Inputs, Outputs> | null>
  readonly update: (context: Context, inputs: Inputs, old: Recorded<Inputs, Outputs>) => Promise<Outputs>
  readonly delete: (context: Context, recorded: Recorded<Inputs, Outputs>) => Promise<void>
}

export interface Preview<Inputs, Outputs> {
  readonly needs: readonly (keyof Inputs & string)[]
  readonly tell: (context: Context, inputs: Inputs, old: Recorded<Inputs, Outputs> | null) => Promise<void>
}

/** A question to the plugin that is no resource. */
export interface Invocation<Inputs, Answer extends object> {
  readonly fields: Fields<Inputs>
  readonly answer: (context: Context, inputs: Inputs) => Promise<Answer>
}
