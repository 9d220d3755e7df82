import { expect, test } from 'vitest'
import { conditionsOf, foreignCores } from '../../../bench/page/conditions.ts'

const machine = {
  cpu: 'A CPU',
  cores: 2,
  memoryGiB: 24,
  system: 'Debian GNU/Linux 12 (bookworm)',
  node: 'v24.1.0',
  commit: 'abc1234',
  at: '2026-11-24T09:00:30.000Z',
}
const measured = (foreign: number, wallS: number) => ({ wallS, cpuS: { own: 1, foreign } })

test('what others used is the average over every measurement, wherever it stands', () => {
  const results = { turns: [{ w1: [measured(1, 10)], idle: null }, { w1: [measured(4, 10)] }], wallS: 7 }
  expect(foreignCores(results)).toBe(0.25)
})

test('a quiet machine is called so', () => {
  expect(conditionsOf({ machine, w1: [measured(0.5, 10)] })).toBe(
    'Measured at 2026-11-24 09:00 UTC on 2 cores (A CPU), 24 GiB, Debian GNU/Linux 12 (bookworm), Node.js v24.1.0, ' +
      'commit abc1234. Other processes used 0.05 of 2 cores meanwhile: a quiet machine.',
  )
})

test('a shared machine is owned up to', () => {
  expect(conditionsOf({ machine, w1: [measured(5, 10)] })).toContain(
    'Other processes used 0.50 of 2 cores meanwhile: **the machine was shared with other work**',
  )
})

test('without a measurement nobody knows', () => {
  expect(conditionsOf({ machine })).toContain('How busy the machine was otherwise is not known.')
})
