import type { Body } from '../nodes.ts'
import type { ParserContext } from '../parser-context.ts'

/** From the end of an opening tag to behind its one end tag. */
export function parseRest(context: ParserContext, endTag: string): Body {
  context.stream.expect('end', 'block')
  const { body } = context.parseBody(context, [endTag])
  context.stream.expect('end', 'block')
  return body
}
