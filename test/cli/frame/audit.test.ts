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
    ['variables', 'set', 'DOOR_PIN', '1234'],
    ['variables', 'set', 'DOOR_PIN', '********'],
  ],
  [
    ['celery', 'flower', '-A', 'ada:secret', '--broker-api=http://u:p@h/api'],
    ['celery', 'flower', '-A', '********', '--broker-api=********'],
  ],
  [
    ['flower', '-a', 'http://u:p@h/api', '--basic_auth', 'ada:secret'],
    ['flower', '-a', '********', '--basic_auth', '********'],
  ],
  [
    ['webserver', '-p', '8080'],
    ['webserver', '-p', '8080'],
  ],
])('%j is kept as %j', (argv, kept) => {
  expect(maskedArgv(argv, ['pin'])).toEqual(kept)
})
