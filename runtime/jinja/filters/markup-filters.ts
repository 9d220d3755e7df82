import { type Filter, withParameters } from '../protocol.ts'
import { dumpJson } from '../text/json.ts'
import { prettyPrint } from '../text/pretty-print.ts'
import { integerOr } from '../values/arguments.ts'
import { dictEntries } from '../values/dict.ts'
import { requireDefined } from '../values/python-types.ts'
import { isIterable, itemsOf } from '../values/sequence.ts'
import { toText } from '../values/to-text.ts'
import { isDict } from '../values/type-of.ts'

/** Filters of Jinja2 that write a value in another language. */
export const MARKUP_FILTERS: Readonly<Record<string, Filter>> = {
  e: escaping(),
  escape: escaping(),
  forceescape: escaping(),
  striptags: withParameters([], (value, _given, { budget }) => stripTags(toText(value, budget))),
  urlencode: withParameters([], (value, _given, { budget }) => {
    requireDefined(value)
    if (!isPairs(value)) return quote(toText(value, budget))
    const pairs = isDict(value) ? dictEntries(value) : itemsOf(value, budget).map(pair => itemsOf(pair, budget))
    return pairs.map(pair => pair.map(part => quotePlus(toText(part, budget))).join('=')).join('&')
  }),
  tojson: withParameters(['indent'], (value, given, { budget }) => {
    const json = dumpJson(value, { sortKeys: true, indent: integerOr(given.indent, null) }, budget)
    return json.replace(/[<>&']/g, character => `\\u00${character.charCodeAt(0).toString(16)}`)
  }),
  pprint: withParameters([], (value, _given, { budget }) => prettyPrint(value, budget)),
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
}

function escaping(): Filter {
  return withParameters([], (value, _given, { budget }) =>
    budget.text(toText(value, budget).replace(/[&<>'"]/g, character => ENTITIES[character] as string)),
  )
}

/** Without comments and tags, with entities read and space collapsed. */
function stripTags(text: string): string {
  let rest = text
  for (const [start, end] of [
    ['<!--', '-->'],
    ['<', '>'],
  ] as const)
    rest = withoutSpans(rest, start, end)
  return unescapeEntities(rest.replace(/\s+/g, ' ').trim())
}

function withoutSpans(text: string, start: string, end: string): string {
  let kept = ''
  let from = 0
  for (let at = text.indexOf(start); at >= 0; at = text.indexOf(start, from)) {
    const close = text.indexOf(end, at)
    if (close < 0) break
    kept += text.slice(from, at)
    from = close + end.length
  }
  return kept + text.slice(from)
}

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
}

const unescapeEntities = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{1,10}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return Object.hasOwn(NAMED_ENTITIES, name) ? (NAMED_ENTITIES[name] as string) : whole
    const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal)
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole
  })

const isPairs = (value: unknown): boolean => typeof value !== 'string' && isIterable(value)

const quote = (text: string): string => quoteAll(text).replaceAll('%2F', '/')

const quotePlus = (text: string): string => quoteAll(text).replaceAll('%20', '+')

const quoteAll = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  )
