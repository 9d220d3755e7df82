import { setTimeout as sleep } from 'node:timers/promises'
import { isTransient } from './mysql-errors.ts'

const MOST_ATTEMPTS = 6
const FIRST_REST_MS = 10

/** Does the work again, after a random rest, where it was the victim of others (MySQL's deadlock 1213, lock wait 1205). */
export async function whileTransient<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isTransient(error)) throw error
    }
    await sleep(Math.random() * FIRST_REST_MS * 2 ** attempt)
  }
}
