import { TemplateLimitError } from './errors.ts'

export interface Limits {
  readonly maxSteps: number
  readonly maxOutputLength: number
}

export const DEFAULT_LIMITS: Limits = { maxSteps: 1_000_000, maxOutputLength: 10_000_000 }

/** How many characters count as much work as one evaluation. */
const CHARACTERS_PER_STEP = 256

/** What one rendering may still do; throws TemplateLimitError when it is used up. */
export class Budget {
  readonly #limits: Limits
  #steps = 0

  constructor(limits: Limits = DEFAULT_LIMITS) {
    this.#limits = limits
  }

  charge(steps: number): void {
    this.#steps += steps
    if (this.#steps > this.#limits.maxSteps) {
      throw new TemplateLimitError(
        `The template takes more than ${this.#limits.maxSteps} steps: it has an endless or far too large loop`,
      )
    }
  }

  /** To call before text of this length is built, or after when it could not be foreseen. */
  room(length: number): void {
    if (length > this.#limits.maxOutputLength) {
      throw new TemplateLimitError(
        `The template makes text of more than ${this.#limits.maxOutputLength} characters: make it write less`,
      )
    }
    this.charge(length / CHARACTERS_PER_STEP)
  }

  /** Charges for text added to what makes `total` characters with it. */
  written(added: number, total: number): void {
    if (total > this.#limits.maxOutputLength) this.room(total)
    this.charge(added / CHARACTERS_PER_STEP)
  }

  text(text: string): string {
    this.room(text.length)
    return text
  }

  joined(parts: readonly string[], separator: string): string {
    this.room(parts.reduce((length, part) => length + part.length + separator.length, 0))
    return parts.join(separator)
  }

  /** Charges for reading a value as a whole. */
  read(value: unknown): void {
    if (typeof value === 'string') this.charge(value.length / CHARACTERS_PER_STEP)
  }
}
