import { expect, test } from 'vitest'
import { sharedAnswer } from '../../../runtime/api/ui/shared-answer.ts'

test('those who ask meanwhile share the next work, which begins after they asked', async () => {
  const works: PromiseWithResolvers<number>[] = []
  const ask = sharedAnswer(() => {
    works.push(Promise.withResolvers<number>())
    return (works.at(-1) as PromiseWithResolvers<number>).promise
  })
  const first = ask()
  await Promise.resolve()
  await Promise.resolve()
  expect(works).toHaveLength(1)
  const later = [ask(), ask(), ask()]
  works[0]?.resolve(1)
  expect(await first).toBe(1)
  await expect.poll(() => works.length).toBe(2)
  works[1]?.resolve(2)
  expect(await Promise.all(later)).toEqual([2, 2, 2])
  expect(works).toHaveLength(2)
})

test('an error is for those who asked then, and not for the next', async () => {
  let fails = true
  const ask = sharedAnswer(async () => {
    if (fails) throw new Error('away')
    return 'here'
  })
  await expect(ask()).rejects.toThrow('away')
  fails = false
  expect(await ask()).toBe('here')
})
