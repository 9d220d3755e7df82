import { TemplateValueError } from '../errors.ts'
import { centerLeft } from '../methods/text-methods.ts'
import { type Filter, withParameters } from '../protocol.ts'
import { capitalize, titleWords } from '../text/casing.ts'
import { percentFormat } from '../text/percent-format.ts'
import { replaceText } from '../text/search.ts'
import { splitLines, strip } from '../text/whitespace.ts'
import { wrapLines } from '../text/wrap.ts'
import { integerOr, required, textArgument, textOr } from '../values/arguments.ts'
import { Tuple } from '../values/python-types.ts'
import { textLength } from '../values/sequence.ts'
import { toText } from '../values/to-text.ts'
import { isTruthy } from '../values/truth.ts'

/** Filters of Jinja2 that take text, or the text of any value. */
export const TEXT_FILTERS: Readonly<Record<string, Filter>> = {
  string: onText([], text => text),
  safe: onText([], text => text),
  upper: onText([], text => text.toUpperCase()),
  lower: onText([], text => text.toLowerCase()),
  capitalize: onText([], capitalize),
  title: onText([], titleWords),
  trim: onText(['chars'], (text, { chars }) => strip(text, textOr(chars, null))),
  wordcount: (value, _args, { budget }) => toText(value, budget).match(/[\p{L}\p{N}_]+/gu)?.length ?? 0,
  center: withParameters(['width'], (value, { width }, { budget }) => {
    const wanted = integerOr(width, 80)
    budget.room(wanted)
    return center(toText(value, budget), wanted)
  }),
  format: (value, args, { budget }) => {
    const { positional, named } = args
    if (positional.length > 0 && named.size > 0) {
      throw new TemplateValueError("can't handle positional and keyword arguments at the same time")
    }
    return percentFormat(toText(value, budget), named.size > 0 ? named : new Tuple(positional), budget)
  },
  indent: withParameters(['width', 'first', 'blank'], (value, given, { budget }) => {
    const margin = typeof given.width === 'string' ? given.width : spaces(integerOr(given.width, 4), budget)
    const choices = { margin, first: isSet(given.first), blank: isSet(given.blank) }
    return budget.text(indent(textArgument(value), choices))
  }),
  replace: withParameters(['old', 'new', 'count'], (value, given, { budget }) => {
    const wanted = toText(required(given.old, 'old'), budget)
    const replacement = toText(required(given.new, 'new'), budget)
    return budget.text(replaceText(toText(value, budget), { wanted, replacement, count: integerOr(given.count, -1) }))
  }),
  truncate: withParameters(['length', 'killwords', 'end', 'leeway'], (value, given) =>
    truncate(textArgument(value), {
      length: integerOr(given.length, 255),
      isCutInWords: isSet(given.killwords),
      end: textOr(given.end, '...'),
      leeway: integerOr(given.leeway, 5),
    }),
  ),
  wordwrap: withParameters(
    ['width', 'break_long_words', 'wrapstring', 'break_on_hyphens'],
    (value, given, { budget }) => {
      const options = {
        width: integerOr(given.width, 79),
        breaksLongWords: isSet(given.break_long_words, true),
        breaksOnHyphens: isSet(given.break_on_hyphens, true),
      }
      const lines = splitLines(textArgument(value)).map(line => wrapLines(line, options))
      const separator = textOr(given.wrapstring, '\n')
      return budget.text(lines.map(wrapped => wrapped.join(separator)).join(separator))
    },
  ),
}

type Budgeted = { room(length: number): void }

function onText<const Name extends string>(
  parameters: readonly Name[],
  run: (text: string, given: { readonly [name in Name]?: unknown }) => string,
): Filter {
  return withParameters(parameters, (value, given, { budget }) => budget.text(run(toText(value, budget), given)))
}

const isSet = (value: unknown, defaultValue = false): boolean => (value === undefined ? defaultValue : isTruthy(value))

function center(text: string, width: number): string {
  const missing = Math.max(0, width - textLength(text))
  const left = centerLeft(missing, width)
  return ' '.repeat(left) + text + ' '.repeat(missing - left)
}

function spaces(width: number, budget: Budgeted): string {
  budget.room(width)
  return ' '.repeat(Math.max(0, width))
}

/** The first line and blank lines stay as they are unless asked for. */
function indent(text: string, { margin, first, blank }: { margin: string; first: boolean; blank: boolean }): string {
  const lines = splitLines(`${text}\n`)
  const indented = lines.map((line, index) => (index === 0 || (line === '' && !blank) ? line : margin + line))
  return (first ? margin : '') + indented.join('\n')
}

interface Truncation {
  readonly length: number
  readonly isCutInWords: boolean
  readonly end: string
  readonly leeway: number
}

function truncate(text: string, { length, isCutInWords, end, leeway }: Truncation): string {
  const room = length - textLength(end)
  if (room < 0) throw new TemplateValueError(`expected length >= ${textLength(end)}, got ${length}`)
  if (leeway < 0) throw new TemplateValueError(`expected leeway >= 0, got ${leeway}`)
  const characters = [...text]
  if (characters.length <= length + leeway) return text
  const cut = characters.slice(0, room).join('')
  if (isCutInWords) return cut + end
  const space = cut.lastIndexOf(' ')
  return (space < 0 ? cut : cut.slice(0, space)) + end
}
