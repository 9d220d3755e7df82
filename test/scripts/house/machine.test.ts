import { expect, test } from 'vitest'
import { type Need, planFor } from '../../../scripts/house/machine.ts'

const server: Need = { name: 'MariaDB', packages: ['mariadb-server-core'], isThere: async () => false }

test('root on Debian or Ubuntu installs what is missing, and says so before', () => {
  const plan = planFor([server], { isRoot: true, hasApt: true })
  expect(plan.packages).toEqual(['mariadb-server-core'])
  expect(plan.sentences).toEqual(['Installing MariaDB for the tests: mariadb-server-core (apt-get)'])
})

test.for([
  { isRoot: false, hasApt: true, why: 'only root may install' },
  { isRoot: true, hasApt: false, why: 'there is no apt-get' },
])('elsewhere it names what is missing and that $why', ({ why, ...machine }) => {
  const plan = planFor([server], machine)
  expect(plan.packages).toEqual([])
  expect(plan.sentences).toEqual([`Not there: MariaDB, and ${why}. Tests that need it skip.`])
})

test('nothing is done or said where nothing is missing', () => {
  expect(planFor([], { isRoot: true, hasApt: true })).toEqual({ packages: [], sentences: [] })
})
