import type { BlockStatement, Statement } from '../nodes.ts'
import type { ParserContext } from '../parser-context.ts'

export function parseInclude(context: ParserContext): Statement {
  const { stream } = context
  const place = stream.place
  const template = context.parseExpression(context)
  const ignoreMissing = stream.isName('ignore') && stream.following.value === 'missing'
  if (ignoreMissing) {
    stream.next()
    stream.next()
  }
  const withContext = parseContextChoice(context, true)
  stream.expect('end', 'block')
  return { type: 'include', template, ignoreMissing, withContext, place }
}

export function parseImport(context: ParserContext): Statement {
  const { stream } = context
  const place = stream.place
  const template = context.parseExpression(context)
  stream.expect('name', 'as')
  const alias = stream.expect('name').value
  const withContext = parseContextChoice(context, false)
  stream.expect('end', 'block')
  return { type: 'import', template, alias, withContext, place }
}

export function parseFromImport(context: ParserContext): Statement {
  const { stream } = context
  const place = stream.place
  const template = context.parseExpression(context)
  stream.expect('name', 'import')
  const names: [string, string][] = []
  do {
    if (isContextChoice(context)) break
    const name = stream.expect('name').value
    names.push([name, stream.skip('name', 'as') ? stream.expect('name').value : name])
  } while (stream.skipOperator(','))
  const withContext = parseContextChoice(context, false)
  stream.expect('end', 'block')
  return { type: 'fromImport', template, names, withContext, place }
}

export function parseExtends(context: ParserContext): Statement {
  const place = context.stream.place
  const template = context.parseExpression(context)
  context.stream.expect('end', 'block')
  return { type: 'extends', template, place }
}

export function parseBlock(context: ParserContext): Statement {
  const { stream } = context
  const name = stream.expect('name').value
  if (context.blocks.has(name)) throw stream.fail(`block '${name}' defined twice`)
  const isScoped = stream.skip('name', 'scoped')
  const isRequired = stream.skip('name', 'required')
  stream.expect('end', 'block')
  const { body } = context.parseBody(context, ['endblock'])
  stream.skip('name', name)
  stream.expect('end', 'block')
  const block: BlockStatement = { type: 'block', name, body, isScoped, isRequired }
  context.blocks.set(name, block)
  return block
}

const isContextChoice = ({ stream }: ParserContext): boolean =>
  stream.isName('with', 'without') && stream.following.value === 'context'

function parseContextChoice(context: ParserContext, defaultValue: boolean): boolean {
  if (!isContextChoice(context)) return defaultValue
  const isWith = context.stream.next().value === 'with'
  context.stream.next()
  return isWith
}
