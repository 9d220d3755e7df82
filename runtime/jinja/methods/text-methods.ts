import type { Budget } from '../budget.ts'
import { TemplateValueError } from '../errors.ts'
import { type Filter, withParameters } from '../protocol.ts'
import { capitalize, isLower, isUpper, swapCase, titleCase } from '../text/casing.ts'
import { countText, replaceText } from '../text/search.ts'
import { ONLY_WHITESPACE, type Sides, strip } from '../text/whitespace.ts'
import { integerOr, required, textArgument, textOr } from '../values/arguments.ts'
import { integerArgument } from '../values/numbers.ts'
import { itemsOf, textLength } from '../values/sequence.ts'
import { typeName } from '../values/type-of.ts'

/** Methods of str that give text; the receiver is always text. */
export const TEXT_METHODS: Readonly<Record<string, Filter>> = {
  upper: change(text => text.toUpperCase()),
  lower: change(text => text.toLowerCase()),
  casefold: change(text => text.toLowerCase().replaceAll('ß', 'ss')),
  title: change(titleCase),
  capitalize: change(capitalize),
  swapcase: change(swapCase),
  strip: stripping({ left: true, right: true }),
  lstrip: stripping({ left: true, right: false }),
  rstrip: stripping({ left: false, right: true }),
  replace: withParameters(['old', 'new', 'count'], (text, given, { budget }) => {
    const wanted = textArgument(given.old)
    const replaced = { wanted, replacement: textArgument(given.new), count: integerOr(given.count, -1) }
    return budget.text(replaceText(text as string, replaced))
  }),
  removeprefix: withParameters(['prefix'], (text, { prefix }) => withoutPrefix(text as string, textArgument(prefix))),
  removesuffix: withParameters(['suffix'], (text, { suffix }) => withoutSuffix(text as string, textArgument(suffix))),
  center: padding(missing => missing, true),
  ljust: padding(() => 0, false),
  rjust: padding(missing => missing, false),
  zfill: withParameters(['width'], (text, { width }, { budget }) => {
    const wanted = integerArgument(required(width, 'width'))
    budget.room(wanted)
    return zeroFilled(text as string, wanted)
  }),
  expandtabs: withParameters(['tabsize'], (text, { tabsize }, { budget }) =>
    expandTabs(text as string, integerOr(tabsize, 8), budget),
  ),
  join: withParameters(['iterable'], (text, { iterable }, { budget }) => {
    const parts = itemsOf(required(iterable, 'iterable'), budget)
    return budget.joined(parts.map(joinable), text as string)
  }),
}

/** Methods of str that answer a question about it. */
export const TEXT_PREDICATES: Readonly<Record<string, Filter>> = {
  isdigit: matching(/^[\p{Nd}\u00b2\u00b3\u00b9\u2070-\u2079\u2080-\u2089]+$/u),
  isdecimal: matching(/^\p{Nd}+$/u),
  isnumeric: matching(/^\p{N}+$/u),
  isalpha: matching(/^\p{L}+$/u),
  isalnum: matching(/^[\p{L}\p{N}]+$/u),
  isspace: matching(ONLY_WHITESPACE),
  isidentifier: matching(/^[\p{L}\p{Nl}_][\p{L}\p{Nl}\p{Mn}\p{Mc}\p{Nd}\p{Pc}]*$/u),
  isascii: matching(/^\p{ASCII}*$/u),
  isupper: withParameters([], text => isUpper(text as string)),
  islower: withParameters([], text => isLower(text as string)),
  istitle: withParameters([], text => /\p{L}/u.test(text as string) && titleCase(text as string) === text),
}

function change(run: (text: string) => string): Filter {
  return withParameters([], (text, _given, { budget }) => budget.text(run(text as string)))
}

function matching(pattern: RegExp): Filter {
  return withParameters([], text => pattern.test(text as string))
}

function stripping(sides: Sides): Filter {
  return withParameters(['chars'], (text, { chars }) => strip(text as string, textOr(chars, null), sides))
}

const withoutPrefix = (text: string, prefix: string): string =>
  text.startsWith(prefix) ? text.slice(prefix.length) : text

const withoutSuffix = (text: string, suffix: string): string =>
  suffix !== '' && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text

function padding(leftOf: (missing: number) => number, isCentered: boolean): Filter {
  return withParameters(['width', 'fillchar'], (text, given, { budget }) => {
    const width = integerArgument(required(given.width, 'width'))
    budget.room(width)
    const missing = Math.max(0, width - textLength(text as string))
    const left = isCentered ? centerLeft(missing, width) : leftOf(missing)
    return padded(text as string, { left, right: missing - left, fill: fillCharacter(given.fillchar) })
  })
}

/** Where the space cannot be halved, an odd width puts the larger half on the left, as CPython does. */
export const centerLeft = (missing: number, width: number): number =>
  Math.floor(missing / 2) + (missing % 2 === 1 && width % 2 === 1 ? 1 : 0)

const padded = (text: string, { left, right, fill }: { left: number; right: number; fill: string }): string =>
  fill.repeat(left) + text + fill.repeat(right)

function fillCharacter(value: unknown): string {
  const fill = textOr(value, ' ')
  if (textLength(fill) === 1) return fill
  throw new TemplateValueError('The fill character must be exactly one character long')
}

function zeroFilled(text: string, width: number): string {
  const sign = /^[+-]/.exec(text)?.[0] ?? ''
  const missing = Math.max(0, width - textLength(text))
  return sign + '0'.repeat(missing) + text.slice(sign.length)
}

function expandTabs(text: string, size: number, budget: Budget): string {
  budget.room(countText(text, '\t') * size + text.length)
  let column = 0
  return [...text]
    .map(character => {
      if (character !== '\t') {
        column = character === '\n' || character === '\r' ? 0 : column + 1
        return character
      }
      const spaces = size > 0 ? size - (column % size) : 0
      column += spaces
      return ' '.repeat(spaces)
    })
    .join('')
}

function joinable(part: unknown, index: number): string {
  if (typeof part === 'string') return part
  throw new TemplateValueError(`sequence item ${index}: expected str instance, ${typeName(part)} found`)
}
