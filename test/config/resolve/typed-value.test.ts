import { describe, expect, test } from 'vitest'
import {
  boolean,
  float,
  integer,
  json,
  list,
  type Option,
  octal,
  oneOf,
  string,
} from '../../../runtime/config/options/option.ts'
import { typedValue } from '../../../runtime/config/resolve/typed-value.ts'

const color = oneOf(['Red', 'Blue'], ['Red', ''])

describe('a text that fits its type', () => {
  test.each<[Option, string, unknown]>([
    [boolean('True', ''), ' TRUE ', true],
    [boolean('True', ''), 't', true],
    [boolean('True', ''), '1', true],
    [boolean('True', ''), 'False # for now', false],
    [integer('1', ''), ' 1_000 ', 1000],
    [integer('1', ''), '-1', -1],
    [integer('', ''), '', null],
    [float('1', ''), '.5', 0.5],
    [float('1', ''), '1e3', 1000],
    [octal('0o077', ''), '0o077', 0o077],
    [octal('0o077', ''), '0664', 0o664],
    [list('a', ''), ' a , b,,', ['a', 'b']],
    [list('a', ''), '', []],
    [list('', ''), '', []],
    [json('', ''), '{"a": [1]}', { a: [1] }],
    [json('', ''), '', null],
    [color, 'blue', 'Blue'],
    [string('x', ''), '', ''],
    [string('utc', '', { format: 'timezone' }), 'Europe/Amsterdam', 'Europe/Amsterdam'],
    [string('', '', { format: 'autoscale' }), '16, 4', '16, 4'],
  ])('%# %j', (option, text, value) => {
    expect(typedValue(option, text)).toEqual({ value })
  })
})

describe('a text that does not fit', () => {
  test.each<[Option, string, string]>([
    [boolean('True', ''), 'yes', 'True or False'],
    [boolean('True', ''), '', 'True or False'],
    [integer('1', ''), '1.5', 'a whole number'],
    [integer('1', ''), '1__0', 'a whole number'],
    [integer('1', '', { min: 0 }), '-1', 'a whole number, 0 or more'],
    [integer('1', ''), '', 'a whole number'],
    [float('1', ''), 'nan', 'a number'],
    [float('1', '', { min: 1 }), '0.5', 'a number, 1 or more'],
    [octal('0o077', ''), '0o78', 'an octal number such as 0o644'],
    [json('', ''), '{', 'a JSON object or array'],
    [json('', ''), '3', 'a JSON object or array'],
    [color, 'green', 'one of Red, Blue'],
    [color, '', 'one of Red, Blue'],
    [
      string('utc', '', { format: 'timezone' }),
      'Mars/Base',
      '"system", "utc" or an IANA time zone such as Europe/Amsterdam',
    ],
    [string('', '', { format: 'autoscale' }), '4,16', 'two numbers "max,min" with max >= min >= 0, such as 16,4'],
    [string('', '', { format: 'pattern' }), '(', 'a regular expression'],
    [string('', '', { format: 'http_url' }), 'localhost:8080', 'a URL that begins with http:// or https://'],
    [
      string('', '', { format: 'database_url' }),
      'sqlite:///airflow.db',
      'an absolute path, with four slashes as in sqlite:////home/airflow/airflow.db',
    ],
  ])('%# %j', (option, text, expected) => {
    expect(typedValue(option, text)).toEqual({ expected })
  })
})
