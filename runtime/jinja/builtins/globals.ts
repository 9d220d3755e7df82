import { TemplateValueError } from '../errors.ts'
import { entriesOf } from '../methods/dict-methods.ts'
import { TEMPLATE_ATTRIBUTES, TEMPLATE_CALL, TemplateFunction, type TemplateObject } from '../protocol.ts'
import { dictKey } from '../values/dict.ts'
import { integerArgument } from '../values/numbers.ts'
import { Namespace, Range } from '../values/python-types.ts'

/** Jinja2's global functions, but for lipsum. */
export const GLOBALS: ReadonlyMap<string, unknown> = new Map(
  [
    new TemplateFunction('range', ({ positional }) => range(positional)),
    new TemplateFunction(
      'dict',
      (args, engine) => new Map(entriesOf(args, engine).map(([key, v]) => [dictKey(key), v])),
    ),
    new TemplateFunction('namespace', (args, engine) => new Namespace(new Map(entriesOf(args, engine)))),
    new TemplateFunction('cycler', ({ positional }) => cycler(positional)),
    new TemplateFunction('joiner', ({ positional, named }) => joiner(positional[0] ?? named.get('sep') ?? ', ')),
  ].map(global => [global.functionName, global]),
)

function range(bounds: readonly unknown[]): Range {
  if (bounds.length === 0 || bounds.length > 3) {
    throw new TemplateValueError(`range expected 1 to 3 arguments, got ${bounds.length}`)
  }
  const [first = 0, second, third = 1] = bounds.map(integerArgument)
  return second === undefined ? new Range(0, first, 1) : new Range(first, second, third)
}

/** Gives its items in turn: `row.next()`, `row.current`, `row.reset()`. */
function cycler(items: readonly unknown[]): TemplateObject {
  if (items.length === 0) throw new TemplateValueError('at least one item has to be provided')
  let position = 0
  const attributes: Readonly<Record<string, () => unknown>> = {
    current: () => items[position],
    next: () => new TemplateFunction('next', () => advance()),
    reset: () => new TemplateFunction('reset', () => turnTo(0)),
  }
  const turnTo = (next: number): void => {
    position = next
  }
  const advance = (): unknown => {
    const item = items[position]
    position = (position + 1) % items.length
    return item
  }
  return {
    templateType: 'jinja2.utils.Cycler',
    [TEMPLATE_ATTRIBUTES]: name => (Object.hasOwn(attributes, name) ? attributes[name]?.() : undefined),
    toTemplateString: () => '<Cycler>',
  }
}

/** Nothing on the first call, the separator on all others. */
function joiner(separator: unknown): TemplateObject {
  let isUsed = false
  return {
    templateType: 'jinja2.utils.Joiner',
    [TEMPLATE_ATTRIBUTES]: () => undefined,
    [TEMPLATE_CALL]: () => {
      const text = isUsed ? separator : ''
      isUsed = true
      return text
    },
    toTemplateString: () => '<Joiner>',
  }
}
