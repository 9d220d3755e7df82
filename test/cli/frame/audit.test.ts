import { expect, test } from 'vitest'
import { maskedArgv } from '../../../runtime/cli/frame/audit.ts'

test.each([
  [
    ['users', 'create', '-u', 'a', '-p', 'secret'],
    ['users', 'create', '-u', 'a', '-p', '********'],
  ],
  [
    ['create_user', '--password=secret'],
    ['create_user', '--password=********'],
  ],
  [
    ['connections', '-a', '--conn_uri', 'http://u:p@h'],
    ['connections', '-a', '--conn_uri', '********'],
  ],
  [
    ['connections', 'add', 'c', '--conn-password', 'x'],
    ['connections', 'add', 'c', '--conn-password', '********'],
  ],
  [
    ['variables', '-s', 'api_key', 'x'],
    ['variables', '-s', 'api_key', '********'],
  ],
  [
    ['variables', 'set', 'colour', 'red'],
    ['variables', 'set', 'colour', 'red'],
  ],
  [
    ['variables', 'set', 'door_pin', '1234'],
    ['variables', 'set', 'door_pin', '********'],
  ],
  [
    ['webserver', '-p', '8080'],
    ['webserver', '-p', '8080'],
  ],
])('%j is kept as %j', (argv, kept) => {
  expect(maskedArgv(argv, ['pin'])).toEqual(kept)
})
