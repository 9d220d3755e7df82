import type { Template } from './syntax/nodes.ts'
import { parseTemplate } from './syntax/parser.ts'

export interface ParsedTemplate extends Template {
  /** The text names a method that changes lists or dicts, so that values from outside must be copied first. */
  readonly mayChangeValues: boolean
}

const MAX_TEMPLATES = 1000
const MAX_CACHED_LENGTH = 100_000
const CHANGES = /\b(?:append|extend|insert|remove|pop|popitem|clear|reverse|sort|update|setdefault|attr)\b/

/** Parses, or takes from the cache; the template that was not used for longest leaves it first. */
export class TemplateCache {
  readonly #templates = new Map<string, ParsedTemplate>()

  parsed(source: string): ParsedTemplate {
    const known = this.#templates.get(source)
    if (known === undefined) return this.#parse(source)
    if (this.#templates.size >= MAX_TEMPLATES / 2) this.#markUsed(source, known)
    return known
  }

  get size(): number {
    return this.#templates.size
  }

  #parse(source: string): ParsedTemplate {
    const parsed = { ...parseTemplate(source), mayChangeValues: CHANGES.test(source) }
    if (source.length <= MAX_CACHED_LENGTH) this.#templates.set(source, parsed)
    if (this.#templates.size > MAX_TEMPLATES) this.#templates.delete(this.#templates.keys().next().value as string)
    return parsed
  }

  /** Order matters only once the cache fills up. */
  #markUsed(source: string, template: ParsedTemplate): void {
    this.#templates.delete(source)
    this.#templates.set(source, template)
  }
}
