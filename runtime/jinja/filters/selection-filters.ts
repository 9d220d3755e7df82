import { TemplateValueError } from '../errors.ts'
import type { CallArguments, Engine, Filter } from '../protocol.ts'
import { textArgument } from '../values/arguments.ts'
import { itemsOf } from '../values/sequence.ts'
import { isTruthy } from '../values/truth.ts'
import { attributeGetter, positionalFrom } from './attribute.ts'

/** Filters of Jinja2 that apply a filter or test to every item. */
export const SELECTION_FILTERS: Readonly<Record<string, Filter>> = {
  map: (value, args, engine) => itemsOrNone(value, engine).map(mapper(args, engine)),
  select: selecting(true, false),
  reject: selecting(false, false),
  selectattr: selecting(true, true),
  rejectattr: selecting(false, true),
}

/** Whatever is false has no items here, even None. */
const itemsOrNone = (value: unknown, { budget }: Engine): readonly unknown[] =>
  isTruthy(value) ? itemsOf(value, budget) : []

function mapper(args: CallArguments, engine: Engine): (item: unknown) => unknown {
  const attribute = args.named.get('attribute')
  if (args.positional.length === 0 && attribute !== undefined) {
    return attributeGetter(attribute, engine, args.named.get('default'))
  }
  if (args.positional.length === 0) throw new TemplateValueError('map requires a filter argument')
  const filter = engine.filter(textArgument(args.positional[0]))
  const rest = positionalFrom(args, 1)
  return charged(engine, item => filter(item, rest, engine))
}

function selecting(isWanted: boolean, hasAttribute: boolean): Filter {
  return (value, args, engine) => {
    if (hasAttribute && args.positional.length === 0)
      throw new TemplateValueError('Missing parameter for attribute name')
    const part = hasAttribute ? attributeGetter(args.positional[0], engine) : (item: unknown) => item
    const passes = tester(positionalFrom(args, hasAttribute ? 1 : 0), engine)
    return itemsOrNone(value, engine).filter(charged(engine, item => passes(part(item)) === isWanted))
  }
}

/** Without a test, truth decides. */
function tester(args: CallArguments, engine: Engine): (value: unknown) => boolean {
  const [name] = args.positional
  if (name === undefined) return isTruthy
  const test = engine.test(textArgument(name))
  const rest = positionalFrom(args, 1)
  return value => test(value, rest, engine)
}

const charged =
  <T>({ budget }: Engine, act: (item: unknown) => T) =>
  (item: unknown): T => {
    budget.charge(1)
    budget.read(item)
    return act(item)
  }
