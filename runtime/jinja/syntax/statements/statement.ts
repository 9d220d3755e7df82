import { parseCondition } from '../expressions/expression.ts'
import { parseFilterChain } from '../expressions/postfix.ts'
import { parseTuple } from '../expressions/primary.ts'
import type { Expression, IfBranch, Statement, Target } from '../nodes.ts'
import type { ParserContext } from '../parser-context.ts'
import { parseRest } from './body.ts'
import { parseBlock, parseExtends, parseFromImport, parseImport, parseInclude } from './loading.ts'
import { parseCallBlock, parseMacro } from './macro.ts'
import { parseTarget, parseTargets } from './target.ts'

/** The statements by their tag; each starts behind the tag's name and ends behind its end tag. */
export const STATEMENTS: ReadonlyMap<string, (context: ParserContext) => Statement> = new Map([
  ['if', parseIf],
  ['for', parseFor],
  ['set', parseSet],
  ['do', parseDo],
  ['with', parseWith],
  ['filter', parseFilterBlock],
  ['macro', parseMacro],
  ['call', parseCallBlock],
  ['include', parseInclude],
  ['import', parseImport],
  ['from', parseFromImport],
  ['extends', parseExtends],
  ['block', parseBlock],
])

function parseIf(context: ParserContext): Statement {
  const { stream } = context
  const branches: IfBranch[] = []
  for (;;) {
    const place = stream.place
    const test = parseTuple(context, parseCondition)
    stream.expect('end', 'block')
    const { body, endTag } = context.parseBody(context, ['elif', 'else', 'endif'])
    branches.push({ test, body, place })
    if (endTag === 'elif') continue
    return { type: 'if', branches, otherwise: endTag === 'else' ? parseRest(context, 'endif') : finish(context) }
  }
}

function finish(context: ParserContext): readonly Statement[] {
  context.stream.expect('end', 'block')
  return []
}

function parseFor(context: ParserContext): Statement {
  const { stream } = context
  const place = stream.place
  const target = parseTargets(context)
  stream.expect('name', 'in')
  const iterable = parseTuple(context, parseCondition)
  const filter = stream.skip('name', 'if') ? context.parseExpression(context) : null
  const isRecursive = stream.skip('name', 'recursive')
  stream.expect('end', 'block')
  const { body, endTag } = context.parseBody(context, ['endfor', 'else'])
  const otherwise = endTag === 'else' ? parseRest(context, 'endfor') : finish(context)
  return { type: 'for', target, iterable, filter, body, otherwise, isRecursive, place }
}

function parseSet(context: ParserContext): Statement {
  const { stream } = context
  const place = stream.place
  const target = parseTargets(context)
  if (stream.skipOperator('=')) {
    const value = parseTuple(context)
    stream.expect('end', 'block')
    return { type: 'set', target, value, place }
  }
  const filters = stream.skipOperator('|') ? parseFilterChain(context) : []
  return { type: 'setBlock', target, filters, body: parseRest(context, 'endset'), place }
}

function parseDo(context: ParserContext): Statement {
  const place = context.stream.place
  const expression = parseTuple(context)
  context.stream.expect('end', 'block')
  return { type: 'do', expression, place }
}

function parseWith(context: ParserContext): Statement {
  const { stream } = context
  const place = stream.place
  const bindings: [Target, Expression][] = []
  while (!stream.is('end', 'block')) {
    if (bindings.length > 0) stream.expect('operator', ',')
    const target = parseTarget(context)
    stream.expect('operator', '=')
    bindings.push([target, context.parseExpression(context)])
  }
  return { type: 'with', bindings, body: parseRest(context, 'endwith'), place }
}

function parseFilterBlock(context: ParserContext): Statement {
  const place = context.stream.place
  const filters = parseFilterChain(context)
  return { type: 'filterBlock', filters, body: parseRest(context, 'endfilter'), place }
}
