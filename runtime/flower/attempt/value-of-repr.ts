import type { JsonValue } from '../../model/keys.ts'
import { textOfLiteral } from './python-literal.ts'

/** The value of Python's repr, as far as it is a constant; of anything else the text itself. */
export function valueOfRepr(repr: string | null): JsonValue {
  if (repr === null || repr === 'None') return null
  if (repr === 'True' || repr === 'False') return repr === 'True'
  if (/^-?\d+(\.\d+)?(e[-+]?\d+)?$/.test(repr)) return Number(repr)
  return textOfLiteral(repr) ?? repr
}
