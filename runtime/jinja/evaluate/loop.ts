import { TemplateValueError } from '../errors.ts'
import { equals } from '../operators/compare.ts'
import {
  TEMPLATE_ATTRIBUTES,
  TEMPLATE_CALL,
  type TemplateCall,
  TemplateFunction,
  type TemplateObject,
} from '../protocol.ts'
import type { ForStatement } from '../syntax/nodes.ts'
import { Undefined } from '../values/python-types.ts'
import { itemsOf } from '../values/sequence.ts'
import { isTruthy } from '../values/truth.ts'
import { assign } from './assign.ts'
import { evaluate } from './expression.ts'
import type { Frame } from './frame.ts'
import { TextOutput } from './output.ts'

/** Each iteration has a scope of its own: what it sets is gone in the next one, as in Jinja2. */
export function executeFor(node: ForStatement, frame: Frame): void {
  runLoop(node, frame, { iterated: evaluate(node.iterable, frame), depth: 0 })
}

function runLoop(node: ForStatement, frame: Frame, { iterated, depth }: { iterated: unknown; depth: number }): void {
  const { run } = frame
  const items = itemsOf(iterated, run.budget)
  const kept = node.filter === null ? items : items.filter(item => passes(node, item, frame))
  if (kept.length === 0) {
    frame.execute(node.otherwise, { ...frame, scope: frame.scope.inner() })
    return
  }
  const loop = new Loop([...kept], depth, node.isRecursive ? recursion(node, frame, depth) : undefined)
  for (const item of kept) {
    const scope = frame.scope.inner()
    run.place = node.place
    assign(node.target, item, { run, scope })
    scope.set('loop', loop)
    frame.execute(node.body, { ...frame, scope })
    loop.advance()
  }
}

function passes(node: ForStatement, item: unknown, frame: Frame): boolean {
  const scope = frame.scope.inner()
  assign(node.target, item, { run: frame.run, scope })
  return node.filter === null || isTruthy(evaluate(node.filter, { ...frame, scope }))
}

/** `loop(children)` of a recursive loop renders the same body one level deeper. */
function recursion(node: ForStatement, frame: Frame, depth: number): TemplateCall {
  return ({ positional: [iterated] }) => {
    const output = new TextOutput(frame.run.budget)
    runLoop(node, { ...frame, output }, { iterated, depth: depth + 1 })
    return output.written
  }
}

/** The `loop` variable. */
class Loop implements TemplateObject {
  readonly templateType = 'jinja2.runtime.LoopContext'
  readonly [TEMPLATE_CALL]?: TemplateCall
  readonly #items: readonly unknown[]
  readonly #depth: number
  #index = 0
  #lastChanged: readonly unknown[] | null = null

  constructor(items: readonly unknown[], depth: number, call: TemplateCall | undefined) {
    this.#items = items
    this.#depth = depth
    if (call !== undefined) this[TEMPLATE_CALL] = call
  }

  advance(): void {
    this.#index += 1
  }

  readonly [TEMPLATE_ATTRIBUTES] = (name: string): unknown => {
    if (name === 'cycle') return this.#cycle
    if (name === 'changed') return this.#changed
    return this.#position(name)
  }

  toTemplateString(): string {
    return `<LoopContext ${this.#index + 1}/${this.#items.length}>`
  }

  #position(name: string): unknown {
    const index = this.#index
    const length = this.#items.length
    const values: Readonly<Record<string, unknown>> = {
      index: index + 1,
      index0: index,
      revindex: length - index,
      revindex0: length - index - 1,
      first: index === 0,
      last: index === length - 1,
      length,
      depth: this.#depth + 1,
      depth0: this.#depth,
      previtem: index > 0 ? this.#items[index - 1] : new Undefined('there is no previous item'),
      nextitem: index + 1 < length ? this.#items[index + 1] : new Undefined('there is no next item'),
    }
    return Object.hasOwn(values, name) ? values[name] : undefined
  }

  readonly #cycle = new TemplateFunction('cycle', ({ positional }) => {
    if (positional.length === 0) throw new TemplateValueError('no items for cycling given')
    return positional[this.#index % positional.length]
  })

  readonly #changed = new TemplateFunction('changed', ({ positional }, { budget }) => {
    if (this.#lastChanged !== null && equals([...this.#lastChanged], [...positional], budget)) return false
    this.#lastChanged = positional
    return true
  })
}
