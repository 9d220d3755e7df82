import { TemplateValueError } from '../errors.ts'
import { type Filter, withParameters } from '../protocol.ts'
import { countText, findText, textSlice } from '../text/search.ts'
import { type Splitting, splitFromRight, splitText } from '../text/split.ts'
import { splitLines } from '../text/whitespace.ts'
import { integerOr, textArgument, textOr } from '../values/arguments.ts'
import { Tuple } from '../values/python-types.ts'
import { isTruthy } from '../values/truth.ts'

/** Methods of str that search and split; the receiver is always text. */
export const TEXT_SEARCH_METHODS: Readonly<Record<string, Filter>> = {
  startswith: affix((text, prefix) => text.startsWith(prefix)),
  endswith: affix((text, suffix) => text.endsWith(suffix)),
  find: finding({ fromRight: false, isRequired: false }),
  rfind: finding({ fromRight: true, isRequired: false }),
  index: finding({ fromRight: false, isRequired: true }),
  rindex: finding({ fromRight: true, isRequired: true }),
  count: withParameters(['sub', 'start', 'end'], (text, { sub, start, end }) =>
    countText(textSlice(text as string, integerOr(start, null), integerOr(end, null)), textArgument(sub)),
  ),
  split: splitting(splitText),
  rsplit: splitting(splitFromRight),
  splitlines: withParameters(['keepends'], (text, { keepends }, { budget }) =>
    charged(splitLines(text as string, keepends !== undefined && isTruthy(keepends)), budget),
  ),
  partition: withParameters(['sep'], (text, { sep }) => partition(text as string, textArgument(sep))),
  rpartition: withParameters(['sep'], (text, { sep }) => partitionFromRight(text as string, textArgument(sep))),
}

function affix(test: (text: string, affix: string) => boolean): Filter {
  return withParameters(['affix', 'start', 'end'], (text, given) => {
    const part = textSlice(text as string, integerOr(given.start, null), integerOr(given.end, null))
    const choices = given.affix instanceof Tuple ? given.affix.items : [given.affix]
    return choices.some(choice => test(part, textArgument(choice)))
  })
}

function finding({ fromRight, isRequired }: { fromRight: boolean; isRequired: boolean }): Filter {
  return withParameters(['sub', 'start', 'end'], (text, { sub, start, end }) => {
    const bounds = { start: integerOr(start, null), end: integerOr(end, null), fromRight }
    const index = findText(text as string, textArgument(sub), bounds)
    if (index < 0 && isRequired) throw new TemplateValueError('substring not found')
    return index
  })
}

function splitting(split: (text: string, splitting: Splitting) => string[]): Filter {
  return withParameters(['sep', 'maxsplit'], (text, { sep, maxsplit }, { budget }) =>
    charged(split(text as string, { separator: textOr(sep, null), limit: integerOr(maxsplit, -1) }), budget),
  )
}

function charged(parts: string[], budget: { charge(steps: number): void }): string[] {
  budget.charge(parts.length)
  return parts
}

function partition(text: string, separator: string): Tuple {
  const at = text.indexOf(separator)
  if (at < 0) return new Tuple([text, '', ''])
  return new Tuple([text.slice(0, at), separator, text.slice(at + separator.length)])
}

function partitionFromRight(text: string, separator: string): Tuple {
  const at = text.lastIndexOf(separator)
  if (at < 0) return new Tuple(['', '', text])
  return new Tuple([text.slice(0, at), separator, text.slice(at + separator.length)])
}
