import { expect, test } from 'vitest'
import { UnsupportedServer } from '../../../runtime/db/errors.ts'
import { checkServerVersion, checkTimestampDefaults } from '../../../runtime/db/mysql/server-version.ts'

test.each(['8.0.36', '8.4.2-log', '9.1.0', '10.6.18-MariaDB', '5.5.5-10.11.6-MariaDB-0+deb12u1', '11.4.2-MariaDB'])(
  'accepts %s',
  version => expect(() => checkServerVersion(version)).not.toThrow(),
)

test.each(['5.7.44-log', '5.5.5-10.5.23-MariaDB', '10.4.33-MariaDB', ''])('refuses %j', version => {
  expect(() => checkServerVersion(version)).toThrow(UnsupportedServer)
})

test('says what is needed', () => {
  expect(() => checkServerVersion('5.7.44')).toThrow(
    'This database server cannot be used: it is 5.7.44, MySQL 8.0 or MariaDB 10.6 or newer is needed',
  )
})

test('asks for timestamps that do not change by themselves', () => {
  checkTimestampDefaults(1)
  expect(() => checkTimestampDefaults(0)).toThrow('set explicit_defaults_for_timestamp=1')
})
