/** A value longer than this is not pushed; endless output without a newline must stay bounded. */
const LONGEST_VALUE = 16 * 1024 * 1024

/** The last line of an output, as Airflow's BashOperator has it: without white space at its end. */
export class LastLine {
  #pieces: string[] = []
  #length = 0
  #isContinued = false

  add(line: string, isContinued: boolean): void {
    if (!this.#isContinued) this.#clear()
    this.#isContinued = isContinued
    this.#length += line.length
    if (this.#length <= LONGEST_VALUE) this.#pieces.push(line)
    else this.#pieces.length = 0
  }

  /** Undefined where the line is longer than any value. */
  get value(): string | undefined {
    return this.#length > LONGEST_VALUE ? undefined : this.#pieces.join('').trimEnd()
  }

  #clear(): void {
    this.#pieces = []
    this.#length = 0
  }
}
