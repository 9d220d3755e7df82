/** What begins like a JSON object or list is meant to be one. */
export const looksLikeJson = (text: string): boolean => /^\s*[[{]/.test(text)

export const isJsonObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the browser's parser says of it; null for JSON. */
export function jsonProblem(text: string): string | null {
  try {
    JSON.parse(text)
    return null
  } catch (error) {
    return (error as Error).message
  }
}

export const prettyJson = (text: string): string => JSON.stringify(JSON.parse(text), null, 2)

export interface JsonToken {
  readonly text: string
  readonly className: string | undefined
  readonly at: number
}

const TOKEN =
  /(?<attr>"(?:[^"\\]|\\.)*"(?=\s*:))|(?<string>"(?:[^"\\]|\\.)*")|(?<number>-?\d[\d.eE+-]*)|(?<literal>\b(?:true|false|null)\b)/g

/** The text in pieces of one colour; together they are the text, whether it is JSON or not yet. */
export function jsonTokens(text: string): readonly JsonToken[] {
  const tokens: JsonToken[] = []
  let end = 0
  for (const match of text.matchAll(TOKEN)) {
    if (match.index > end) tokens.push({ text: text.slice(end, match.index), className: undefined, at: end })
    tokens.push({ text: match[0], className: classOf(match.groups ?? {}), at: match.index })
    end = match.index + match[0].length
  }
  return [...tokens, { text: text.slice(end), className: undefined, at: end }]
}

const classOf = (groups: Readonly<Record<string, string | undefined>>): string =>
  `json-${Object.keys(groups).find(name => groups[name] !== undefined)}`
