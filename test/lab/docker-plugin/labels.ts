import { anyText, listOf, objectOf, optional, text } from '../../../stacks/provider/frame/fields.ts'
import type { Properties } from '../../../stacks/provider/frame/values.ts'

export const labels = optional(listOf(objectOf({ label: text, value: anyText })))

export function labelArguments(inputs: Properties): string[] {
  const given = (inputs['labels'] ?? []) as readonly { readonly label: string; readonly value: string }[]
  return given.flatMap(({ label, value }) => ['--label', `${label}=${value}`])
}
