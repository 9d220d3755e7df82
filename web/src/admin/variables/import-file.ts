import { isJsonObject } from '../../form/json.ts'
import { hasMask } from '../mask.ts'
import type { VariableBody } from './variable-queries.ts'

/** What to do with keys that exist: the words of `airflow variables import -a`. */
export const ACTIONS = ['overwrite', 'skip', 'fail'] as const
export type ExistingAction = (typeof ACTIONS)[number]

/** What an import would do with a key, or why it does nothing. */
export type Plan = 'add' | 'overwrite' | 'skip' | 'exists' | 'masked'

export interface PlannedVariable extends VariableBody {
  readonly plan: Plan
}

/** What became of each key: null where it was set, else why not. */
export type ImportResults = ReadonlyMap<string, string | null>

/** Reads a file of Airflow's: a JSON object of values, or of values with their descriptions. @throws Error */
export function readImport(text: string): readonly VariableBody[] {
  const found: unknown = JSON.parse(text)
  if (!isJsonObject(found)) throw new TypeError('{ "key": "value", … }')
  return Object.entries(found).map(([key, given]) =>
    isDescribed(given)
      ? { key, value: valueText(given.value), description: given.description }
      : { key, value: valueText(given), description: null },
  )
}

/** A mask is worth something only where the secret that it stands for is kept. */
export function planImport(
  variables: readonly VariableBody[],
  existing: readonly string[],
  action: ExistingAction,
): readonly PlannedVariable[] {
  const known = new Set(existing)
  const onExisting = action === 'fail' ? 'exists' : action
  return variables.map(variable => {
    if (known.has(variable.key)) return { ...variable, plan: onExisting }
    return { ...variable, plan: hasMask(variable.value) ? 'masked' : 'add' }
  })
}

const valueText = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))

const isDescribed = (value: unknown): value is { readonly value: unknown; readonly description: string } =>
  isJsonObject(value) &&
  Object.keys(value).length === 2 &&
  value['value'] !== undefined &&
  typeof value['description'] === 'string'
