import { describe, expect, test } from 'vitest'
import { Poller, restFor } from '../../runtime/service/poll.ts'

/** Runs a poller whose polls rest as given; the last one stops it. */
async function run(rests: readonly ((poller: Poller) => number)[]): Promise<number> {
  const poller = new Poller()
  const stop = new AbortController()
  let polls = 0
  const startMs = performance.now()
  await poller.run(stop.signal, async () => {
    const rest = rests[polls++]?.(poller) ?? 0
    if (polls === rests.length) stop.abort()
    return rest
  })
  expect(polls).toBe(rests.length)
  return performance.now() - startMs
}

describe('a poller', () => {
  test('rests as long as a poll asks for', async () => {
    expect(await run([() => 60, () => 0])).toBeGreaterThanOrEqual(58)
  })

  test('is woken from a rest without end', async () => {
    const wakeSoon = (poller: Poller): number => {
      setTimeout(() => poller.wake(), 10)
      return Infinity
    }
    expect(await run([wakeSoon, wakeSoon, () => 0])).toBeLessThan(5000)
  })

  test('does not rest when it was woken during the poll', async () => {
    const wakeNow = (poller: Poller): number => {
      poller.wake()
      return Infinity
    }
    expect(await run([wakeNow, wakeNow, () => 0])).toBeLessThan(5000)
  })

  test('a wake counts once: the poll after it may rest', async () => {
    const wakeTwice = (poller: Poller): number => {
      poller.wake()
      poller.wake()
      return Infinity
    }
    expect(await run([wakeTwice, () => 60, () => 0])).toBeGreaterThanOrEqual(58)
  })

  test('stops in the middle of a rest, and does not start when it is stopped already', async () => {
    const poller = new Poller()
    const stop = new AbortController()
    let polls = 0
    const done = poller.run(stop.signal, async () => {
      polls++
      setTimeout(() => stop.abort(), 10)
      return Infinity
    })
    await done
    await poller.run(stop.signal, async () => {
      polls++
      return 0
    })
    expect(polls).toBe(1)
  })

  test('ends with the error of its poll', async () => {
    const failing = new Poller().run(new AbortController().signal, async () => {
      throw new Error('out of order')
    })
    await expect(failing).rejects.toThrow('out of order')
  })

  test('loses no wake, whenever it comes', async () => {
    const poller = new Poller()
    const stop = new AbortController()
    let wanted = 0
    let seen = 0
    const done = poller.run(stop.signal, async () => {
      seen = wanted
      await new Promise(resolve => setImmediate(resolve))
      return Infinity
    })
    for (let wake = 1; wake <= 500; wake++) {
      if (wake % 2 === 0) await null
      wanted = wake
      poller.wake()
      while (seen < wake) await new Promise(resolve => setImmediate(resolve))
    }
    stop.abort()
    await done
    expect(seen).toBe(500)
  })
})

test('a rest takes any length: none, negative, longer than a timer can be', async () => {
  const soon = new AbortController()
  await restFor(0, soon.signal)
  await restFor(-5, soon.signal)
  const long = restFor(2 ** 40, soon.signal)
  soon.abort()
  await long
})
