import { negative } from '../../operators/arithmetic.ts'
import { dictKey } from '../../values/dict.ts'
import { Tuple } from '../../values/python-types.ts'
import { readTag } from '../lexer/tag-lexer.ts'
import type { Expression } from '../nodes.ts'
import { TokenStream } from '../token-stream.ts'
import { parseExpression } from './expression.ts'
import { parseTuple } from './primary.ts'

const END = '}}'
const CONSTANTS: ReadonlySet<string> = new Set(['True', 'False', 'None'])

/** Python's ast.literal_eval: undefined when the text is no literal; may throw TemplateSyntaxError for that, too. */
export function parseLiteral(text: string): unknown {
  if (/^\s/.test(text)) return undefined
  const { tokens, next } = readTag(text + END, { at: 0, line: 1, kind: 'variable' })
  const isForeign = tokens.some(token => token.type === 'name' && !CONSTANTS.has(token.value))
  if (isForeign || next !== text.length + END.length) return undefined
  const stream = new TokenStream(tokens)
  const parseBody = (): never => {
    throw new Error('a literal has no body')
  }
  const expression = parseTuple({ stream, parseExpression, parseBody, reads: [], blocks: new Map() })
  return stream.is('end') ? literalValue(expression) : undefined
}

function literalValue(node: Expression): unknown {
  switch (node.type) {
    case 'literal':
      return node.value
    case 'list':
      return allOrNothing(node.items.map(literalValue), items => items)
    case 'tuple':
      return allOrNothing(node.items.map(literalValue), items => new Tuple(items))
    case 'negative':
      return node.operand.type === 'literal' ? negative(node.operand.value) : undefined
    case 'dict':
      return dictValue(node.entries)
    default:
      return undefined
  }
}

function dictValue(entries: readonly (readonly [Expression, Expression])[]): unknown {
  const values = entries.map(([key, item]) => [literalValue(key), literalValue(item)] as const)
  return allOrNothing(values.flat(), () => new Map(values.map(([key, item]) => [dictKey(key), item])))
}

const allOrNothing = (items: unknown[], make: (items: unknown[]) => unknown): unknown =>
  items.includes(undefined) ? undefined : make(items)
