import type { Target } from '../nodes.ts'
import type { ParserContext } from '../parser-context.ts'

/** What is assigned to: one target, or several with commas, with or without parentheses. */
export function parseTargets(context: ParserContext): Target {
  const first = parseTarget(context)
  if (!context.stream.isOperator(',')) return first
  const items = [first]
  while (context.stream.skipOperator(',')) {
    if (!context.stream.is('name') || context.stream.isName('in')) break
    items.push(parseTarget(context))
  }
  return { type: 'tuple', items }
}

export function parseTarget(context: ParserContext): Target {
  const { stream } = context
  if (stream.skipOperator('(')) {
    const inside = parseTargets(context)
    stream.expect('operator', ')')
    return inside
  }
  const name = stream.expect('name').value
  if (CONSTANTS.has(name)) throw stream.fail(`can't assign to '${name}'`)
  if (!stream.skipOperator('.')) return { type: 'name', name }
  return { type: 'namespace', name, attribute: stream.expect('name').value }
}

const CONSTANTS: ReadonlySet<string> = new Set(['true', 'True', 'false', 'False', 'none', 'None'])
