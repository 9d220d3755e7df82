import { TemplateValueError } from '../errors.ts'
import { strip, WHITESPACE_RUN } from './whitespace.ts'

export interface Splitting {
  /** null: runs of whitespace. */
  readonly separator: string | null
  /** Negative: no limit. */
  readonly limit: number
}

/** Python's str.split(). */
export function splitText(text: string, { separator, limit }: Splitting): string[] {
  if (separator === null) return splitWords(text, limit)
  const parts = partsOf(text, separator)
  if (limit < 0 || parts.length <= limit + 1) return parts
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)]
}

/** Python's str.rsplit(): the limit counts from the right. */
export function splitFromRight(text: string, { separator, limit }: Splitting): string[] {
  if (separator === null) return splitWordsFromRight(text, limit)
  const parts = partsOf(text, separator)
  if (limit < 0 || parts.length <= limit + 1) return parts
  const kept = parts.length - limit
  return [parts.slice(0, kept).join(separator), ...parts.slice(kept)]
}

function partsOf(text: string, separator: string): string[] {
  if (separator === '') throw new TemplateValueError('empty separator')
  return text.split(separator)
}

function splitWords(text: string, limit: number): string[] {
  const trimmed = strip(text, null, { left: true, right: limit < 0 })
  const words: string[] = []
  let start = 0
  for (const gap of trimmed.matchAll(WHITESPACE_RUN)) {
    if (limit >= 0 && words.length >= limit) break
    words.push(trimmed.slice(start, gap.index))
    start = gap.index + gap[0].length
  }
  if (start < trimmed.length) words.push(trimmed.slice(start))
  return words
}

function splitWordsFromRight(text: string, limit: number): string[] {
  const trimmed = strip(text, null, { left: limit < 0, right: true })
  const gaps = [...trimmed.matchAll(WHITESPACE_RUN)]
  const used = limit < 0 ? gaps : gaps.slice(Math.max(0, gaps.length - limit))
  const words: string[] = []
  let start = 0
  for (const gap of used) {
    words.push(trimmed.slice(start, gap.index))
    start = gap.index + gap[0].length
  }
  words.push(trimmed.slice(start))
  return words.filter(word => word !== '')
}
