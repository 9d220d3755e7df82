import { TemplateValueError } from '../errors.ts'
import { isCallable } from '../methods/attributes.ts'
import { modulo } from '../operators/arithmetic.ts'
import { contains, equals, isOrdered, type Ordering } from '../operators/compare.ts'
import type { CallArguments, Engine, TemplateTest } from '../protocol.ts'
import { isLower, isUpper } from '../text/casing.ts'
import { required } from '../values/arguments.ts'
import { isFloat, isInteger, isNumeric, numberOf } from '../values/numbers.ts'
import { Range, requireDefined, Tuple, Undefined } from '../values/python-types.ts'
import { isIterable } from '../values/sequence.ts'
import { toText } from '../values/to-text.ts'
import { isDict, typeName } from '../values/type-of.ts'

/** Jinja2's tests, as in `value is defined`. */
export const TESTS: ReadonlyMap<string, TemplateTest> = new Map<string, TemplateTest>([
  ['defined', value => !(value instanceof Undefined)],
  ['undefined', value => value instanceof Undefined],
  ['none', value => value === null],
  ['boolean', value => typeof value === 'boolean'],
  ['true', value => value === true],
  ['false', value => value === false],
  ['integer', isInteger],
  ['float', isFloat],
  ['number', isNumeric],
  ['string', value => typeof value === 'string'],
  ['mapping', isDict],
  ['sequence', value => isSequence(requireDefined(value))],
  ['iterable', value => isIterable(requireDefined(value))],
  ['callable', isCallable],
  ['odd', value => modulo(numberArgument(value), 2) === 1],
  ['even', value => modulo(numberArgument(value), 2) === 0],
  ['divisibleby', (value, args) => modulo(numberArgument(value), numberArgument(argument(args))) === 0],
  ['lower', (value, _args, { budget }) => isLower(toText(value, budget))],
  ['upper', (value, _args, { budget }) => isUpper(toText(value, budget))],
  ['sameas', (value, args) => value === argument(args)],
  ['escaped', () => false],
  ['in', (value, args, { budget }) => contains(argument(args), value, budget)],
  ['filter', (value, _args, engine) => hasName(() => engine.filter(String(value)))],
  ['test', (value, _args, engine) => hasName(() => engine.test(String(value)))],
  ...named(['==', 'eq', 'equalto'], (value, args, { budget }) => equals(value, argument(args), budget)),
  ...named(['!=', 'ne'], (value, args, { budget }) => !equals(value, argument(args), budget)),
  ...named(['<', 'lt', 'lessthan'], ordering('<')),
  ...named(['<=', 'le'], ordering('<=')),
  ...named(['>', 'gt', 'greaterthan'], ordering('>')),
  ...named(['>=', 'ge'], ordering('>=')),
])

/** Whatever has a length and elements by key; dict counts, as in Jinja2. */
const isSequence = (value: unknown): boolean =>
  typeof value === 'string' || Array.isArray(value) || value instanceof Tuple || value instanceof Range || isDict(value)

function named(names: readonly string[], test: TemplateTest): (readonly [string, TemplateTest])[] {
  return names.map(name => [name, test])
}

function ordering(operator: Ordering): TemplateTest {
  return (value: unknown, args: CallArguments, { budget }: Engine) =>
    isOrdered(operator, [value, argument(args)], budget)
}

function argument({ positional, named: byName }: CallArguments): unknown {
  return required(positional.length > 0 ? positional[0] : [...byName.values()][0], 'other')
}

function numberArgument(value: unknown): number {
  requireDefined(value)
  if (isNumeric(value)) return numberOf(value)
  throw new TemplateValueError(`expected a number, got '${typeName(value)}'`)
}

function hasName(find: () => unknown): boolean {
  try {
    find()
    return true
  } catch {
    return false
  }
}
