import type { Output } from '@pulumi/pulumi'
import { runtime, unsecret } from '@pulumi/pulumi'
import type { PreflightInputs, PreflightOutputs } from '../types/preflight.ts'
import type { Args } from './host-resource.ts'

/**
 * Looks at all hosts at once, in previews too, and changes nothing.
 * @returns facts about each host; where anything is not as it must be, it fails with one list of all that is wrong
 */
export function preflight(args: Args<PreflightInputs>): Output<PreflightOutputs> {
  return unsecret(runtime.invokeOutput<PreflightOutputs>('host:index:preflight', { ...args }))
}

/** The same for a program that waits for the answer before it declares anything. */
export function preflightFirst(args: Args<PreflightInputs>): Promise<PreflightOutputs> {
  return runtime.invoke('host:index:preflight', { ...args })
}
