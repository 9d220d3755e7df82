import { textLength } from '../values/sequence.ts'

export interface Wrapping {
  readonly width: number
  readonly breaksLongWords: boolean
  readonly breaksOnHyphens: boolean
}

/** Python's textwrap.wrap() of one line: lines of at most `width` characters, without space at their ends. */
export function wrapLines(line: string, wrapping: Wrapping): string[] {
  const chunks = chunksOf(line, wrapping.breaksOnHyphens)
  const lines: string[] = []
  for (let index = 0; index < chunks.length; ) {
    const { text, next } = takeLine(chunks, index, { ...wrapping, dropsFirstSpace: lines.length > 0 })
    if (text !== '') lines.push(text)
    index = next
  }
  return lines
}

const SPACE_RUNS = /([\t\n\v\f\r ]+)/
/** Behind a hyphen between letters a line may be broken. */
const AFTER_HYPHEN = /(?<=[^\d\W]{2}-)(?=[^\d\W]{2})|(?<=\w-[^\d\W]-)(?=\w)/u

function chunksOf(line: string, breaksOnHyphens: boolean): string[] {
  const words = line.split(SPACE_RUNS)
  const chunks = breaksOnHyphens ? words.flatMap(word => word.split(AFTER_HYPHEN)) : words
  return chunks.filter(chunk => chunk !== '')
}

function takeLine(
  chunks: string[],
  start: number,
  { width, breaksLongWords, dropsFirstSpace }: Wrapping & { dropsFirstSpace: boolean },
): { text: string; next: number } {
  let index = dropsFirstSpace && isSpace(chunks[start]) ? start + 1 : start
  const taken: string[] = []
  let length = 0
  for (; index < chunks.length; index += 1) {
    const chunk = chunks[index] as string
    if (length + textLength(chunk) > width) break
    taken.push(chunk)
    length += textLength(chunk)
  }
  const long = chunks[index]
  if (long !== undefined && textLength(long) > width) {
    index = breakWord({ chunks, index, taken }, breaksLongWords ? Math.max(1, width - length) : null)
  }
  if (isSpace(taken.at(-1))) taken.pop()
  return { text: taken.join(''), next: index }
}

const isSpace = (chunk: string | undefined): boolean => chunk !== undefined && chunk.trim() === ''

/** A word longer than a line is cut to what is left, or stands alone on a line. */
function breakWord(
  { chunks, index, taken }: { chunks: string[]; index: number; taken: string[] },
  space: number | null,
): number {
  const characters = [...(chunks[index] as string)]
  if (space !== null) {
    taken.push(characters.slice(0, space).join(''))
    chunks[index] = characters.slice(space).join('')
    return index
  }
  if (taken.length > 0) return index
  taken.push(characters.join(''))
  return index + 1
}
