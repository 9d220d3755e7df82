import { secondsOf } from './read-time.ts'
import { badAt, searchTokens, type Token } from './search-tokens.ts'
import {
  ALL_TASKS,
  SEARCH_FIELDS,
  type TaskSearch,
  type TextField,
  TIME_FIELDS,
  type TimeField,
} from './task-search.ts'

const DEEPEST = 5

/**
 * Reads the filter language of Flower 2.2: terms such as `state:FAILURE`, `args:foo`, `kwargs:name=value`, `result:foo` and
 * free words, joined by AND, OR and brackets; terms side by side all have to fit, but of several states, as in Flower 2.0,
 * one. Beyond Flower's, `uuid:`, `exception:`, `dag:`, `run:`, `task:`, and times such as
 * `received-start:"2026-11-22 10:00"` in UTC. @throws BadSearch
 */
export function parseSearch(text: string): TaskSearch {
  const tokens = new Tokens(searchTokens(text))
  if (tokens.peek().kind === 'end') return ALL_TASKS
  const search = readOr(tokens, 0)
  if (tokens.peek().kind === 'end') return search
  throw badAt(`Unexpected '${tokens.peek().value}'`, tokens.peek().position)
}

class Tokens {
  readonly #tokens: readonly Token[]
  #index = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  peek(): Token {
    return this.#tokens[this.#index] as Token
  }

  next(): Token {
    this.#index += 1
    return this.#tokens[this.#index - 1] as Token
  }
}

function readOr(tokens: Tokens, depth: number): TaskSearch {
  const parts = [readAnd(tokens, depth)]
  while (tokens.peek().kind === 'or') {
    readOperator(tokens)
    parts.push(readAnd(tokens, depth))
  }
  return joined('or', parts)
}

function readAnd(tokens: Tokens, depth: number): TaskSearch {
  const parts = [readPart(tokens, depth)]
  while (!ENDS.has(tokens.peek().kind)) {
    if (tokens.peek().kind !== 'and') addBeside(parts, readPart(tokens, depth))
    else {
      readOperator(tokens)
      parts.push(readPart(tokens, depth))
    }
  }
  return joined('and', parts)
}

const ENDS: ReadonlySet<Token['kind']> = new Set(['end', 'close', 'or'])

function readOperator(tokens: Tokens): void {
  const { value, position } = tokens.next()
  if (tokens.peek().kind !== 'term' && tokens.peek().kind !== 'open')
    throw badAt(`${value} must be followed by a search term`, position)
}

function readPart(tokens: Tokens, depth: number): TaskSearch {
  const token = tokens.next()
  if (token.kind === 'term') return termOf(token)
  if (token.kind !== 'open') throw badAt('Expected a search term', token.position)
  if (depth >= DEEPEST) throw badAt(`Query nesting exceeds ${DEEPEST} levels`, token.position)
  if (tokens.peek().kind === 'close') throw badAt('Empty group', token.position)
  const search = readOr(tokens, depth + 1)
  if (tokens.next().kind !== 'close') throw badAt('Missing closing parenthesis', token.position)
  return search
}

/** Nothing has two states: side by side they are a choice. */
function addBeside(parts: TaskSearch[], part: TaskSearch): void {
  const before = parts.at(-1)
  if (before !== undefined && isStates(before) && isStates(part)) parts[parts.length - 1] = joined('or', [before, part])
  else parts.push(part)
}

const isStates = (search: TaskSearch): boolean =>
  search.type === 'or' ? search.parts.every(isStates) : search.type === 'exact'

const joined = (type: 'and' | 'or', parts: readonly TaskSearch[]): TaskSearch =>
  parts.length === 1 ? (parts[0] as TaskSearch) : { type, parts }

/** A colon after another word, as in a run id, is part of the word. */
function termOf({ value: text, position }: Token): TaskSearch {
  const colon = text.indexOf(':')
  const field = text.slice(0, Math.max(colon, 0)).toLowerCase()
  const value = text.slice(colon + 1)
  if (!SEARCH_FIELDS.includes(field)) {
    if (text.startsWith('-')) throw badAt("Negation with '-' is not supported", position)
    return { type: 'text', field: null, value: text }
  }
  if (value === '') throw badAt('Search qualifier requires a value', position)
  return fieldTerm(field, value)
}

function fieldTerm(field: string, value: string): TaskSearch {
  if (field === 'state') return { type: 'exact', field, value }
  if (isTimeField(field)) return { type: 'time', field, seconds: secondsOf(field, value) }
  const [, name, one] = (field === 'kwargs' && /^\s*([^=]*?)\s*=\s*(.*?)\s*$/.exec(value)) || []
  return name === undefined || one === undefined
    ? { type: 'text', field: field as TextField, value }
    : { type: 'kwarg', name, value: one }
}

const isTimeField = (field: string): field is TimeField => TIME_FIELDS.some(one => one === field)
