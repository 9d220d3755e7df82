import { TemplateValueError } from '../errors.ts'
import { callValue } from '../methods/attributes.ts'
import { type CallArguments, TEMPLATE_ATTRIBUTES, TEMPLATE_CALL, type TemplateObject } from '../protocol.ts'
import type { CallBlock, MacroBody, Parameter } from '../syntax/nodes.ts'
import { Tuple, Undefined } from '../values/python-types.ts'
import { evaluate, evaluateArguments } from './expression.ts'
import type { Frame } from './frame.ts'
import { TextOutput } from './output.ts'
import type { Scope } from './scope.ts'

/** A macro or the body of a call block: a function that gives the text it renders. */
export class Macro implements TemplateObject {
  readonly templateType = 'jinja2.runtime.Macro'
  readonly #definition: MacroBody
  readonly #frame: Frame

  constructor(definition: MacroBody, frame: Frame) {
    this.#definition = definition
    this.#frame = frame
  }

  readonly [TEMPLATE_CALL] = (args: CallArguments): string => {
    const { run } = this.#frame
    const { place } = run
    const output = new TextOutput(run.budget)
    const frame = { ...this.#frame, scope: this.#frame.scope.inner(), output }
    bindParameters(this.#definition, args, frame)
    frame.execute(this.#definition.body, frame)
    run.place = place
    return output.written
  }

  readonly [TEMPLATE_ATTRIBUTES] = (name: string): unknown => {
    const { name: macroName, parameters, reads } = this.#definition
    const values: Readonly<Record<string, unknown>> = {
      name: macroName,
      arguments: new Tuple(parameters.map(parameter => parameter.name)),
      catch_kwargs: reads.has('kwargs'),
      catch_varargs: reads.has('varargs'),
      caller: reads.has('caller'),
    }
    return Object.hasOwn(values, name) ? values[name] : undefined
  }

  toTemplateString(): string {
    return `<Macro '${this.#definition.name}'>`
  }
}

/** Calls a macro with the block's body as its `caller`. */
export function executeCallBlock(node: CallBlock, frame: Frame): void {
  if (node.call.type !== 'call') return
  const callee = evaluate(node.call.callee, frame)
  const args = evaluateArguments(node.call.args, frame)
  const named = new Map([...args.named, ['caller', new Macro(node.caller, frame)]])
  frame.output.value(callValue(callee, { positional: args.positional, named }, frame.run))
}

function bindParameters(definition: MacroBody, args: CallArguments, frame: Frame): void {
  const { parameters, reads } = definition
  const left = new Map(args.named)
  for (const [index, parameter] of parameters.entries()) {
    frame.scope.set(parameter.name, parameterValue({ parameter, index }, { args, left }, frame))
  }
  const rest = args.positional.slice(parameters.length)
  if (reads.has('caller')) bindCaller(left, frame.scope)
  if (reads.has('varargs')) frame.scope.set('varargs', new Tuple(rest))
  else if (rest.length > 0) throw tooMany(definition)
  if (reads.has('kwargs')) frame.scope.set('kwargs', left)
  else requireNoneLeft(definition, left)
}

function parameterValue(
  { parameter, index }: { parameter: Parameter; index: number },
  { args, left }: { args: CallArguments; left: Map<string, unknown> },
  frame: Frame,
): unknown {
  const { name, defaultValue } = parameter
  if (index < args.positional.length) {
    if (left.has(name)) throw new TemplateValueError(`got multiple values for argument '${name}'`)
    return args.positional[index]
  }
  if (left.has(name)) {
    const value = left.get(name)
    left.delete(name)
    return value
  }
  return defaultValue === null ? new Undefined(`parameter '${name}' was not provided`) : evaluate(defaultValue, frame)
}

function bindCaller(left: Map<string, unknown>, scope: Scope): void {
  scope.set('caller', left.get('caller') ?? new Undefined('No caller defined'))
  left.delete('caller')
}

const tooMany = ({ name, parameters }: MacroBody): TemplateValueError =>
  new TemplateValueError(`macro '${name}' takes not more than ${parameters.length} argument(s)`)

function requireNoneLeft({ name }: MacroBody, left: ReadonlyMap<string, unknown>): void {
  const [first] = left.keys()
  if (first === 'caller') {
    throw new TemplateValueError(`macro '${name}' was invoked with two values for the special caller argument`)
  }
  if (first !== undefined) throw new TemplateValueError(`macro '${name}' takes no keyword argument '${first}'`)
}
