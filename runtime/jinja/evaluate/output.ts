import type { Budget } from '../budget.ts'
import { toText } from '../values/to-text.ts'

/** Where statements write to. */
export interface Output {
  text(text: string): void
  value(value: unknown): void
}

/** Gathers text within the budget. */
export class TextOutput implements Output {
  readonly #budget: Budget
  #written = ''

  constructor(budget: Budget) {
    this.#budget = budget
  }

  text(text: string): void {
    this.#written += text
    this.#budget.written(text.length, this.#written.length)
  }

  value(value: unknown): void {
    this.text(toText(value, this.#budget))
  }

  get written(): string {
    return this.#written
  }
}
