const PYTHON_STRING = /'((?:[^'\\]|\\[\s\S])*)'|"((?:[^"\\]|\\[\s\S])*)"/g

/** The string literals in Python's repr of something, in their order. */
export const textsInRepr = (repr: string): string[] =>
  [...repr.matchAll(PYTHON_STRING)].map(([, single, double]) => unescaped(single ?? double ?? ''))

/** The text of one string literal; null for anything else. */
export function textOfLiteral(literal: string): string | null {
  const [match, ...more] = literal.matchAll(PYTHON_STRING)
  if (match?.[0] !== literal || more.length > 0) return null
  return unescaped(match[1] ?? match[2] ?? '')
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' }

const unescaped = (text: string): string =>
  text.replace(
    /\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([\s\S]))/g,
    (_, x: string | undefined, u: string | undefined, U: string | undefined, short: string) => {
      const hex = x ?? u ?? U
      return hex === undefined ? (SHORT_ESCAPES[short] ?? short) : String.fromCodePoint(Number.parseInt(hex, 16))
    },
  )
