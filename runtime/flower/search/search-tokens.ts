import { BadSearch } from '../errors.ts'

export interface Token {
  readonly kind: 'term' | 'and' | 'or' | 'open' | 'close' | 'end'
  readonly value: string
  /** Where it begins, from 0. */
  readonly position: number
}

const LONGEST = 2048
const MOST_TOKENS = 128

/** Takes a search apart as Flower 2.2 does: quotes keep spaces and brackets together. @throws BadSearch in Flower's words */
export function searchTokens(text: string): readonly Token[] {
  if (text.length > LONGEST) throw new BadSearch(`Query exceeds ${LONGEST} characters.`)
  const tokens = [...text.matchAll(TOKEN)].map(match => tokenOf(match[0], match.index))
  if (tokens.length > MOST_TOKENS) throw new BadSearch(`Query exceeds ${MOST_TOKENS} tokens.`)
  return [...tokens, { kind: 'end', value: '', position: text.length }]
}

const TOKEN = /[()]|(?:\\["\\]|"(?:\\["\\]|[^"])*(?:"|$)|[^\s()"])+/g

const OPERATORS: Readonly<Record<string, Token['kind']>> = { '(': 'open', ')': 'close', AND: 'and', OR: 'or' }

function tokenOf(text: string, position: number): Token {
  const kind = OPERATORS[text]
  if (kind !== undefined) return { kind, value: text, position }
  if (text === 'NOT') throw badAt('NOT is not supported', position)
  if (hasOpenQuote(text)) throw badAt('Unterminated quoted phrase', position)
  const value = withoutQuotes(text)
  if (value === '') throw badAt('Empty search term', position)
  return { kind: 'term', value, position }
}

export const badAt = (problem: string, position: number): BadSearch =>
  new BadSearch(`${problem} at position ${position}.`)

const hasOpenQuote = (text: string): boolean => (text.replace(/\\["\\]/g, '').match(/"/g)?.length ?? 0) % 2 === 1

/** Flower 2.0 parts terms by commas too, and people write them so. */
const withoutQuotes = (text: string): string =>
  text.replace(/,$/, '').replace(/\\(["\\])|"/g, (_, escaped: string | undefined) => escaped ?? '')
