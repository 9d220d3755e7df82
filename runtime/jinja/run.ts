import { AIRFLOW_FILTERS } from './airflow/filters.ts'
import { Budget, DEFAULT_LIMITS, type Limits } from './budget.ts'
import { GLOBALS } from './builtins/globals.ts'
import { TESTS } from './builtins/tests.ts'
import { type Place, TemplateLoaderMissing, TemplateNotFoundError, TemplateSyntaxError } from './errors.ts'
import type { Run } from './evaluate/frame.ts'
import { FILTERS } from './filters/filters.ts'
import type { Filter, TemplateTest } from './protocol.ts'
import type { Template } from './syntax/nodes.ts'
import { type ParsedTemplate, TemplateCache } from './template-cache.ts'
import { isPlainObject } from './values/type-of.ts'

/** Variables by name: JSON values, TemplateObjects, functions. */
export type TemplateContext = { readonly [name: string]: unknown }

export interface RenderOptions {
  /** Filters and tests beside the built-in ones; same names replace them. */
  readonly filters?: Readonly<Record<string, Filter>>
  readonly tests?: Readonly<Record<string, TemplateTest>>
  /** The text of a template to include, import or extend; undefined when there is none of that name. */
  readonly loader?: (name: string) => string | undefined
  readonly limits?: Partial<Limits>
}

const cache = new TemplateCache()

export const parsedTemplate = (source: string): ParsedTemplate => cache.parsed(source)

/** The one Run of a rendering. */
export class TemplateRun implements Run {
  readonly budget: Budget
  place: Place | null = null
  readonly #context: TemplateContext
  readonly #options: RenderOptions
  readonly #copies: Map<object, unknown> | null

  constructor(context: TemplateContext, options: RenderOptions, mayChangeValues: boolean) {
    this.#context = context
    this.#options = options
    this.#copies = mayChangeValues || options.loader !== undefined ? new Map() : null
    this.budget = new Budget({ ...DEFAULT_LIMITS, ...options.limits })
  }

  filter(name: string): Filter {
    const own = this.#options.filters
    if (own !== undefined && Object.hasOwn(own, name)) return own[name] as Filter
    const filter = FILTERS.get(name) ?? AIRFLOW_FILTERS.get(name)
    if (filter === undefined) throw new TemplateSyntaxError(`No filter named '${name}'.`)
    return filter
  }

  test(name: string): TemplateTest {
    const own = this.#options.tests
    if (own !== undefined && Object.hasOwn(own, name)) return own[name] as TemplateTest
    const test = TESTS.get(name)
    if (test === undefined) throw new TemplateSyntaxError(`No test named '${name}'.`)
    return test
  }

  readonly given = (name: string): unknown => {
    const value = Object.hasOwn(this.#context, name) ? this.#context[name] : undefined
    return value === undefined ? this.global(name) : this.own(value)
  }

  readonly global = (name: string): unknown => GLOBALS.get(name)

  load(name: string): Template {
    const { loader } = this.#options
    if (loader === undefined) throw new TemplateLoaderMissing(name)
    const source = loader(name)
    if (source === undefined) throw new TemplateNotFoundError(name)
    return parsedTemplate(source)
  }

  own(value: unknown): unknown {
    return this.#copies === null || typeof value !== 'object' || value === null ? value : this.#copy(value)
  }

  /** The same value always gives the same copy, and a copy itself. */
  #copy(value: object): unknown {
    const copies = this.#copies as Map<object, unknown>
    const known = copies.get(value)
    if (known !== undefined) return known
    if (!Array.isArray(value) && !(value instanceof Map) && !isPlainObject(value)) return value
    this.budget.charge(1)
    return Array.isArray(value) ? this.#copyList(value, copies) : this.#copyDict(value, copies)
  }

  #copyList(list: readonly unknown[], copies: Map<object, unknown>): unknown {
    const copy: unknown[] = []
    copies.set(list, copy).set(copy, copy)
    for (const item of list) copy.push(this.own(item))
    return copy
  }

  #copyDict(dict: object, copies: Map<object, unknown>): unknown {
    const copy = new Map<unknown, unknown>()
    copies.set(dict, copy).set(copy, copy)
    const entries = dict instanceof Map ? dict : Object.entries(dict)
    for (const [key, item] of entries) copy.set(key, this.own(item ?? null))
    return copy
  }
}
