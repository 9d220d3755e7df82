import highlighter from 'highlight.js/lib/core'
import python from 'highlight.js/lib/languages/python'
import typescript from 'highlight.js/lib/languages/typescript'

highlighter.registerLanguage('typescript', typescript)
highlighter.registerLanguage('python', python)

/** A piece of a line in one colour; `at` is its place in the file. */
export interface Token {
  readonly text: string
  readonly classes: string | undefined
  readonly at: number
}

/** The lines of a DAG file, coloured by what they are; tokens are text, never markup of the file's. */
export function highlightedLines(source: string, fileloc: string): readonly (readonly Token[])[] {
  const language = fileloc.endsWith('.py') ? 'python' : 'typescript'
  const lines: Token[][] = [[]]
  let at = 0
  for (const { text, classes } of tokensOf(treeOf(source, language), [])) {
    for (const [index, part] of text.split('\n').entries()) {
      if (index > 0) lines.push([])
      if (part !== '') lines.at(-1)?.push({ text: part, classes, at })
      at += part.length + 1
    }
  }
  return lines
}

interface TokenNode {
  readonly scope?: string
  readonly children: readonly (TokenNode | string)[]
}

/** The tree behind the HTML that highlight.js would write. */
const treeOf = (source: string, language: string): TokenNode =>
  (highlighter.highlight(source, { language })._emitter as unknown as { readonly rootNode: TokenNode }).rootNode

interface Piece {
  readonly text: string
  readonly classes: string | undefined
}

function tokensOf(node: TokenNode | string, scopes: readonly string[]): Piece[] {
  if (typeof node === 'string') return [{ text: node, classes: classesOf(scopes) }]
  const { scope, children } = node
  const inner = scope === undefined ? scopes : [...scopes, scope]
  return children.flatMap(child => tokensOf(child, inner))
}

const classesOf = (scopes: readonly string[]): string | undefined =>
  scopes.length === 0 ? undefined : scopes.map(scope => `hl-${scope.split('.')[0]}`).join(' ')
