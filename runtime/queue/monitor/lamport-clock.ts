/** Orders events of several nodes: each message carries the sender's count, and none is older than what it answers. */
export class LamportClock {
  #value = 0

  get value(): number {
    return this.#value
  }

  /** The count of a message to be sent. */
  forward(): number {
    this.#value += 1
    return this.#value
  }

  /** Takes note of the count of a message that came in. */
  adjust(other: unknown): void {
    this.#value = Math.max(this.#value, typeof other === 'number' ? other : 0) + 1
  }
}
