import { expect, test } from 'vitest'
import { nearestName } from '../../../stacks/config/nearest-name.ts'

const known = ['address', 'port', 'privateKeyFile', 'user']

test.each([
  ['adress', 'address'],
  ['private_key_file', 'privateKeyFile'],
  ['privatKeyFiles', 'privateKeyFile'],
  ['prot', 'port'],
  ['usr', 'user'],
  ['password', null],
  ['', null],
])('%s means %s', (typed, meant) => {
  expect(nearestName(typed, known)).toBe(meant)
})
