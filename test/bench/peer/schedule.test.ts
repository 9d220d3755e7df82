import { expect, test } from 'vitest'
import { scheduleOf } from '../../../bench/peer/schedule.ts'

test('ours runs before, between and after the peers', () => {
  const order = scheduleOf(['airflow-2.11', 'airflow-3.3'], 2).map(place => place.contestant)
  const [ours, second, third] = ['slipstream', 'airflow-2.11', 'airflow-3.3']
  expect(order).toEqual([ours, second, ours, third, ours, second, ours, third, ours])
})

test('a peer has the fifty DAGs once, in its last turn', () => {
  const many = scheduleOf(['airflow-3.3'], 3)
    .filter(place => place.contestant === 'airflow-3.3')
    .map(place => place.plan.w3)
  expect(many).toEqual([0, 0, 1])
})
