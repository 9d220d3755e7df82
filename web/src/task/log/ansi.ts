/** A part of a line in one style: classes of log.css. */
export interface Span {
  readonly text: string
  readonly classes: string
}

interface Style {
  readonly color: string | null
  readonly background: string | null
  readonly marks: ReadonlySet<string>
}

const PLAIN: Style = { color: null, background: null, marks: new Set() }
const COLORS = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white']
const MARKS: Readonly<Record<number, string>> = { 1: 'bold', 2: 'faint', 3: 'italic', 4: 'underline' }

// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the character that begins an escape sequence
const SEQUENCE = /\u001b\[([\d;]*)m|\u001b\[[\d;?]*[A-Za-z]|\u001b\][^\u0007]*\u0007/g

/** The colours of a terminal (ECMA-48 SGR: 16 colours, bold and its like); all other sequences are left out. */
export function ansiSpans(line: string): Span[] {
  const spans: Span[] = []
  let style = PLAIN
  let from = 0
  const add = (text: string): void => {
    if (text !== '') spans.push({ text, classes: classesOf(style) })
  }
  for (const match of line.matchAll(SEQUENCE)) {
    add(line.slice(from, match.index))
    from = match.index + match[0].length
    if (match[1] !== undefined) style = match[1].split(';').map(Number).reduce(styled, style)
  }
  add(line.slice(from))
  return spans
}

function styled(style: Style, code: number): Style {
  if (code === 0) return PLAIN
  if (code === 22) return { ...style, marks: style.marks.difference(new Set(['bold', 'faint'])) }
  const mark = MARKS[code]
  if (mark !== undefined) return { ...style, marks: style.marks.union(new Set([mark])) }
  if (code === 39) return { ...style, color: null }
  if (code === 49) return { ...style, background: null }
  const color = COLORS[code % 10]
  const tens = Math.floor(code / 10)
  if (color === undefined || code % 10 > 7) return style
  if (tens === 3 || tens === 9) return { ...style, color }
  return tens === 4 || tens === 10 ? { ...style, background: color } : style
}

const classesOf = ({ color, background, marks }: Style): string =>
  [
    ...(color === null ? [] : [`ansi-${color}`]),
    ...(background === null ? [] : [`ansi-on-${background}`]),
    ...[...marks].map(mark => `ansi-${mark}`),
  ].join(' ')
