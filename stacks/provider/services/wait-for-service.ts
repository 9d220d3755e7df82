import { DeploymentError } from '../errors.ts'
import { type Patience, pollUntil } from '../host/poll-until.ts'
import { CredentialsRefused } from './errors.ts'

export interface Waiting extends Patience {
  /** For the message when it does not come: MySQL on 192.168.0.10. */
  readonly what: string
}

type Sight<T> = { readonly answer: T } | { readonly error: DeploymentError }

/**
 * Asks until there is an answer that the judge takes, given the one before.
 * @throws the last error when the time is over; refused credentials at the second time, for they do not get better
 */
export async function waitForService<T>(
  { what, ...patience }: Waiting,
  ask: () => Promise<T>,
  isSettled: (answer: T, before: T | null) => boolean,
): Promise<T> {
  let before: Sight<T> | null = null
  const last = await pollUntil<Sight<T>>(patience, async () => {
    const sight = await sightOf(ask)
    const isDone = 'answer' in sight ? isSettled(sight.answer, answerOf(before)) : isHopeless(sight, before)
    before = sight
    return { value: sight, isDone }
  })
  if ('error' in last) {
    throw new DeploymentError(`${what} is not ready after ${patience.timeoutMs / 1000} s: ${last.error.message}`, {
      cause: last.error,
    })
  }
  return last.answer
}

/**
 * Waits until the question is answered without an error: a gate.
 * @returns how long that took, in milliseconds
 */
export async function waitUntilHealthy(waiting: Omit<Waiting, 'restMs'>, ask: () => Promise<void>): Promise<number> {
  const startedAt = performance.now()
  await waitForService({ ...waiting, restMs: 500 }, ask, () => true)
  return Math.round(performance.now() - startedAt)
}

async function sightOf<T>(ask: () => Promise<T>): Promise<Sight<T>> {
  try {
    return { answer: await ask() }
  } catch (error) {
    if (error instanceof DeploymentError) return { error }
    throw error
  }
}

const answerOf = <T>(sight: Sight<T> | null): T | null => (sight !== null && 'answer' in sight ? sight.answer : null)

const isHopeless = <T>(sight: Sight<T>, before: Sight<T> | null): boolean =>
  [sight, before].every(each => each !== null && 'error' in each && each.error instanceof CredentialsRefused)
