import { countLines, readTag, syntaxError } from './tag-lexer.ts'
import type { TagKind, Token } from './tokens.ts'

const OPENING = /\{[{%#]/g
const RAW = /\{%[-+]?\s*raw\s*(-?)%\}/y
const END_RAW = /\{%([-+]?)\s*endraw\s*([-+]?)%\}/g
const END_COMMENT = /[-+]?#\}/g

/**
 * Cuts a template into text and tags, with Jinja2's defaults: one newline at the end is dropped, blocks keep the newline
 * behind them unless `-` takes it.
 */
export function tokenize(template: string): Token[] {
  const source = normalize(template)
  const tokens: Token[] = []
  const state: State = { source, tokens, index: 0, line: 1 }
  while (state.index < source.length) readNext(state)
  tokens.push({ type: 'eof', value: '', line: state.line, source: '' })
  return tokens
}

/** What Jinja2 makes of any text before reading it. */
export const normalize = (template: string): string => {
  const text = template.includes('\r') ? template.replace(/\r\n?/g, '\n') : template
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

interface State {
  readonly source: string
  readonly tokens: Token[]
  index: number
  line: number
}

function readNext(state: State): void {
  OPENING.lastIndex = state.index
  const opening = OPENING.exec(state.source)
  const end = opening?.index ?? state.source.length
  const isStripped = opening !== null && state.source[end + 2] === '-'
  pushText(state, state.source.slice(state.index, end), isStripped)
  moveTo(state, end)
  if (opening !== null) readMarked(state, opening[0])
}

function readMarked(state: State, mark: string): void {
  RAW.lastIndex = state.index
  const raw = mark === '{%' ? RAW.exec(state.source) : null
  if (raw !== null) readRaw(state, raw)
  else if (mark === '{#') readComment(state)
  else readTokens(state, mark === '{%' ? 'block' : 'variable')
}

function readRaw(state: State, opening: RegExpExecArray): void {
  END_RAW.lastIndex = state.index + opening[0].length
  const end = END_RAW.exec(state.source)
  if (end === null) throw syntaxError('Missing end of raw directive', state.line, opening[0])
  moveTo(state, state.index + opening[0].length)
  if (opening[1] === '-') moveTo(state, spaceEnd(state.source, state.index))
  pushText(state, state.source.slice(state.index, Math.max(state.index, end.index)), end[1] === '-')
  moveBehind(state, end.index + end[0].length, end[2] === '-')
}

function readComment(state: State): void {
  END_COMMENT.lastIndex = state.index + 2
  const end = END_COMMENT.exec(state.source)
  if (end === null) throw syntaxError('Missing end of comment tag', state.line, '{#')
  moveBehind(state, end.index + end[0].length, end[0].startsWith('-'))
}

function readTokens(state: State, kind: TagKind): void {
  const { source, index, line } = state
  const at = index + (/[-+]/.test(source.charAt(index + 2)) ? 3 : 2)
  const { tokens, next } = readTag(source, { at, line, kind })
  state.tokens.push({ type: 'begin', value: kind, line, source: source.slice(index, next).trimEnd() })
  for (const token of tokens) state.tokens.push(token)
  moveTo(state, next)
}

function pushText(state: State, text: string, isStripped: boolean): void {
  const value = isStripped ? text.trimEnd() : text
  if (value !== '') state.tokens.push({ type: 'text', value, line: state.line, source: '' })
}

function moveBehind(state: State, index: number, isStripped: boolean): void {
  moveTo(state, isStripped ? spaceEnd(state.source, index) : index)
}

function moveTo(state: State, index: number): void {
  state.line += countLines(state.source.slice(state.index, index))
  state.index = index
}

const spaceEnd = (source: string, index: number): number => source.length - source.slice(index).trimStart().length
