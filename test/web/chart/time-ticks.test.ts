import { expect, test } from 'vitest'
import { timeTicks } from '../../../web/src/chart/time-ticks.ts'

const at = (text: string): number => Date.parse(`2026-${text}Z`)
const ticks = (from: string, to: string, zone = 'UTC') => timeTicks({ fromMs: at(from), toMs: at(to) }, 6, zone)

test('ticks are round times, no more than there is room for', () => {
  expect(ticks('11-24T13:02:10', '11-24T13:58:00').map(tick => tick.label)).toEqual([
    ...['13:10', '13:20', '13:30', '13:40', '13:50'],
  ])
  expect(ticks('11-24T13:05:09.100', '11-24T13:05:09.590').map(tick => tick.label)).toEqual([
    ...['05:09.1', '05:09.2', '05:09.3', '05:09.4', '05:09.5'],
  ])
  expect(ticks('11-24T13:05:09', '11-24T13:05:33').map(tick => tick.label)).toEqual([
    ...['13:05:10', '13:05:15', '13:05:20', '13:05:25', '13:05:30'],
  ])
})

test('round is what the clocks of the zone show, also when they change', () => {
  expect(ticks('11-24T13:40:00', '11-24T18:40:00', 'Asia/Kolkata').map(tick => tick.label)).toEqual([
    ...['20:00', '21:00', '22:00', '23:00', '00:00'],
  ])
  const days = ticks('10-23T12:00:00', '10-27T12:00:00', 'Europe/Berlin')
  expect(days.map(tick => tick.label)).toEqual(['10-24', '10-25', '10-26', '10-27'])
  expect(days.map(tick => new Date(tick.at).toISOString().slice(5, 13))).toEqual([
    ...['10-23T22', '10-24T22', '10-25T23', '10-26T23'],
  ])
})

test('a span of years has a tick for years', () => {
  const labels = timeTicks({ fromMs: 0, toMs: 10 * 365 * 86_400_000 }, 6, 'UTC')
  expect(labels.length).toBeLessThanOrEqual(11)
})
