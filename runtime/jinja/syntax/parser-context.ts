import type { BlockStatement, Body, Expression } from './nodes.ts'
import type { TokenStream } from './token-stream.ts'

/** What the parts of the parser share; the functions let them call each other without importing each other. */
export interface ParserContext {
  readonly stream: TokenStream
  readonly parseExpression: (context: ParserContext) => Expression
  /** Reads up to one of these end tags and past its name; says which one it was. */
  readonly parseBody: (context: ParserContext, endTags: readonly string[]) => { body: Body; endTag: string }
  readonly blocks: Map<string, BlockStatement>
  /** Names read so far, one set per macro around the place. */
  readonly reads: Set<string>[]
}

export function noteRead(context: ParserContext, name: string): void {
  for (const names of context.reads) names.add(name)
}
