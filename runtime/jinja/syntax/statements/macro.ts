import type { MacroBody, Parameter, Statement } from '../nodes.ts'
import type { ParserContext } from '../parser-context.ts'
import { parseRest } from './body.ts'

export function parseMacro(context: ParserContext): Statement {
  const name = context.stream.expect('name').value
  return { type: 'macro', ...parseMacroBody(context, { name, endTag: 'endmacro' }) }
}

/** `{% call(user) list(users) %}…{% endcall %}`: the body becomes the `caller` of the macro that is called. */
export function parseCallBlock(context: ParserContext): Statement {
  const { stream } = context
  const place = stream.place
  const names = new Set<string>()
  context.reads.push(names)
  const parameters = stream.isOperator('(') ? parseParameters(context) : []
  const call = context.parseExpression(context)
  if (call.type !== 'call') throw stream.fail('expected call')
  const body = parseRest(context, 'endcall')
  context.reads.pop()
  return { type: 'callBlock', call, caller: { name: 'caller', parameters, body, reads: names }, place }
}

function parseMacroBody(context: ParserContext, { name, endTag }: { name: string; endTag: string }): MacroBody {
  const names = new Set<string>()
  context.reads.push(names)
  const parameters = parseParameters(context)
  const body = parseRest(context, endTag)
  context.reads.pop()
  return { name, parameters, body, reads: names }
}

function parseParameters(context: ParserContext): Parameter[] {
  const { stream } = context
  stream.expect('operator', '(')
  const parameters: Parameter[] = []
  while (!stream.skipOperator(')')) {
    if (parameters.length > 0) stream.expect('operator', ',')
    const name = stream.expect('name').value
    const defaultValue = stream.skipOperator('=') ? context.parseExpression(context) : null
    if (defaultValue === null && parameters.some(parameter => parameter.defaultValue !== null)) {
      throw stream.fail('non-default argument follows default argument')
    }
    parameters.push({ name, defaultValue })
  }
  return parameters
}
