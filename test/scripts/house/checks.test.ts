import { expect, test } from 'vitest'
import { runChecks, sentenceOf } from '../../../scripts/house/checks.ts'

const good = { name: 'types', run: async () => ({ isGood: true, output: 'noise' }) }
const bad = { name: 'dead code', run: async () => ({ isGood: false, output: 'a.ts: unused\nb.ts: unused' }) }

test('every check runs, and each is told of as soon as it is done', async () => {
  const told: string[] = []
  const results = await runChecks([good, bad, good], result => told.push(result.name))
  expect(told).toEqual(results.map(result => result.name))
  expect(results.map(result => result.isGood).sort()).toEqual([false, true, true])
})

test('a good check is one line; a bad one shows what its tool said', () => {
  expect(sentenceOf({ name: 'types', isGood: true, output: 'noise', tookMs: 1250 })).toBe('ok   types (1.3 s)')
  expect(sentenceOf({ name: 'dead code', isGood: false, output: 'a\nb', tookMs: 400 })).toBe(
    'FAIL dead code (0.4 s)\n     a\n     b',
  )
})
