import type { Budget } from './budget.ts'
import { TemplateValueError } from './errors.ts'
import { requireDefined, Tuple } from './values/python-types.ts'

export const TEMPLATE_ATTRIBUTES = Symbol('template attributes')
export const TEMPLATE_CALL = Symbol('template call')
export const TEMPLATE_ITEMS = Symbol('template items')
export const TEMPLATE_OPERATORS = Symbol('template operators')

/**
 * What templates may see of an object of ours. `name` of an attribute that does not exist gives undefined; nothing else
 * of the object is reachable.
 */
export interface TemplateObject {
  readonly [TEMPLATE_ATTRIBUTES]: (name: string) => unknown
  /** Python's str(). */
  toTemplateString(): string
  /** Python's repr(), in lists and dicts; str() when absent. */
  toTemplateRepr?(): string
  /** Python's format(value, spec); str() for an empty spec when absent. */
  toTemplateFormat?(spec: string): string
  /** The Python type's name, for error messages. */
  readonly templateType?: string
  readonly [TEMPLATE_CALL]?: TemplateCall
  /** Makes the object iterable. */
  readonly [TEMPLATE_ITEMS]?: () => readonly unknown[]
  readonly [TEMPLATE_OPERATORS]?: TemplateOperators
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**'

/** Each gives undefined for an operand that it does not know. */
export interface TemplateOperators {
  /** `isReflected`: the object stands on the right. */
  readonly arithmetic?: (operator: ArithmeticOperator, other: unknown, isReflected: boolean) => unknown
  readonly negate?: () => unknown
  /** Negative, zero or positive; also decides equality. */
  readonly compare?: (other: unknown) => number | undefined
}

export interface CallArguments {
  readonly positional: readonly unknown[]
  readonly named: ReadonlyMap<string, unknown>
}

export const NO_ARGUMENTS: CallArguments = { positional: [], named: new Map() }

export type TemplateCall = (args: CallArguments, engine: Engine) => unknown
export type Filter = (value: unknown, args: CallArguments, engine: Engine) => unknown
export type TemplateTest = (value: unknown, args: CallArguments, engine: Engine) => boolean

/** What calls, filters and tests need of the rendering that they are part of. */
export interface Engine {
  readonly budget: Budget
  filter(name: string): Filter
  test(name: string): TemplateTest
}

/** A function that templates can call and print, but not look into. */
export class TemplateFunction implements TemplateObject {
  readonly templateType = 'function'
  readonly functionName: string
  readonly [TEMPLATE_CALL]: TemplateCall

  constructor(functionName: string, call: TemplateCall) {
    this.functionName = functionName
    this[TEMPLATE_CALL] = call
  }

  readonly [TEMPLATE_ATTRIBUTES] = (): undefined => undefined

  toTemplateString(): string {
    return `<function ${this.functionName}>`
  }
}

export type Given<Name extends string> = { readonly [name in Name]?: unknown }

/**
 * A function of ours with named parameters, which may be given by position or by name as in Python. It never sees an
 * undefined variable, and tuples come as arrays.
 */
export const templateFunction = <const Name extends string>(
  functionName: string,
  parameters: readonly Name[],
  call: (given: Given<Name>, engine: Engine) => unknown,
): TemplateFunction =>
  new TemplateFunction(functionName, (args, engine) => call(hostArguments(bindArguments(parameters, args)), engine))

const hostArguments = <Name extends string>(given: Given<Name>): Given<Name> =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, hostValue(value)])) as Given<Name>

const hostValue = (value: unknown): unknown => (requireDefined(value) instanceof Tuple ? (value as Tuple).items : value)

/** A method or filter with named parameters. */
export const withParameters =
  <const Name extends string>(
    parameters: readonly Name[],
    run: (value: unknown, given: Given<Name>, engine: Engine) => unknown,
  ): Filter =>
  (value, args, engine) =>
    run(value, bindArguments(parameters, args), engine)

/** Python's binding of arguments to parameters; a parameter that is not given stays absent. */
export function bindArguments<const Name extends string>(
  parameters: readonly Name[],
  args: CallArguments,
): Given<Name> {
  if (args.positional.length > parameters.length) {
    throw new TemplateValueError(
      `too many arguments: ${args.positional.length} given, takes ${listed(parameters) || 'none'}`,
    )
  }
  const given: Record<string, unknown> = {}
  for (const [index, value] of args.positional.entries()) given[parameters[index] as Name] = value
  for (const [name, value] of args.named) {
    if (!(parameters as readonly string[]).includes(name)) {
      throw new TemplateValueError(`unexpected keyword argument '${name}': takes ${listed(parameters) || 'none'}`)
    }
    if (Object.hasOwn(given, name)) throw new TemplateValueError(`got multiple values for argument '${name}'`)
    given[name] = value
  }
  return given as Given<Name>
}

const listed = (parameters: readonly string[]): string => parameters.join(', ')

export const isTemplateObject = (value: unknown): value is TemplateObject =>
  typeof value === 'object' && value !== null && TEMPLATE_ATTRIBUTES in value
