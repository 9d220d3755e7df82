import type { CustomResourceOptions, Input } from '@pulumi/pulumi'
import { CustomResource, mergeOptions } from '@pulumi/pulumi'

/** Inputs of a resource as a program writes them: at any depth an output of another resource may stand. */
export type Args<Inputs> = { readonly [Key in keyof Inputs]: Deep<Inputs[Key]> }

type Deep<Value> = Value extends string | number | boolean | undefined
  ? Input<Value>
  : Value extends readonly (infer Item)[]
    ? Input<readonly Deep<Item>[]>
    : Input<{ readonly [Key in keyof Value]: Deep<Value[Key]> }>

export interface ResourceShape {
  /** NAME in the token `host:index:NAME`. */
  readonly type: string
  /** Outputs that are not among the inputs. */
  readonly computed: readonly string[]
  /** Outputs that are secret whatever the inputs are. */
  readonly secret?: readonly string[]
}

export interface ResourceArgs {
  readonly name: string
  readonly args: object
  readonly options: CustomResourceOptions | undefined
}

/** A resource that the plugin in this folder manages. */
export abstract class HostResource extends CustomResource {
  protected constructor(shape: ResourceShape, { name, args, options }: ResourceArgs) {
    const outputs = Object.fromEntries(shape.computed.map(key => [key, undefined]))
    super(`host:index:${shape.type}`, name, { ...args, ...outputs }, withSecrets(shape, options))
  }
}

function withSecrets({ secret = [] }: ResourceShape, options: CustomResourceOptions | undefined) {
  return mergeOptions({ additionalSecretOutputs: [...secret] }, options)
}
