import { describe, expect, test } from 'vitest'
import { maskedUrl, parseDatabaseUrl } from '../../runtime/config/database-url.ts'
import { DatabaseUrlError } from '../../runtime/config/errors.ts'

const mysql = { dialect: 'mysql', host: 'h', port: 3306, user: '', password: '', database: 'd', query: {} }

describe('parseDatabaseUrl', () => {
  test.each([
    ['sqlite:////home/x/airflow.db', { dialect: 'sqlite', path: '/home/x/airflow.db' }],
    ['sqlite:///airflow.db', { dialect: 'sqlite', path: 'airflow.db' }],
    ['sqlite:////x.db?timeout=30', { dialect: 'sqlite', path: '/x.db' }],
    ['sqlite://', { dialect: 'sqlite', path: ':memory:' }],
    ['mysql://h/d', mysql],
    ['mysql:///d', { ...mysql, host: 'localhost' }],
    ['mysql+pymysql://u:p@h:3307/d', { ...mysql, user: 'u', password: 'p', port: 3307 }],
    ['mysql+mysqldb://u@h/d', { ...mysql, user: 'u' }],
    ['mysql://u:p%40%2F%3A%25@h/d', { ...mysql, user: 'u', password: 'p@/:%' }],
    ['mysql://u:p+q@h/d', { ...mysql, user: 'u', password: 'p+q' }],
    ['mysql://u:p@[::1]:3306/d', { ...mysql, host: '::1', user: 'u', password: 'p' }],
    ['mysql://h/d?charset=utf8mb4&unix_socket=/x', { ...mysql, query: { charset: 'utf8mb4', unix_socket: '/x' } }],
    ['mysql://h/d\n', mysql],
  ])('%s', (url, parts) => {
    expect(parseDatabaseUrl(url)).toEqual(parts)
  })

  test.each([
    [
      'postgresql+psycopg2://u:hunter2@h/d',
      '"postgresql+psycopg2://u:***@h/d" names postgresql, but only mysql and sqlite',
    ],
    ['mysql://u:hunter2@h', '"mysql://u:***@h" names no database'],
    ['mysql://u:hunter2@h:x/d', 'has the port "x", expected a number from 1 to 65535'],
    ['mysql://u:hunter2@h:70000/d', 'has the port "70000"'],
    ['mysql://u:hunter2%@h/d', 'bad percent-encoding: write % itself as %25'],
    ['mysql://u:hunter2@two@h/d', '"mysql://u:***@h/d" is not a URL such as mysql://'],
    ['airflow.db', '"airflow.db" is not a URL such as mysql://'],
  ])('%s is refused without showing the password', (url, message) => {
    expect(() => parseDatabaseUrl(url)).toThrow(DatabaseUrlError)
    expect(() => parseDatabaseUrl(url)).toThrow(message)
    expect(() => parseDatabaseUrl(url)).not.toThrow('hunter2')
  })
})

test.each([
  ['amqp://u:p@h:5672//', 'amqp://u:***@h:5672//'],
  ['db+mysql://u:p@h/d', 'db+mysql://u:***@h/d'],
  ['redis://:p@h/0', 'redis://:***@h/0'],
  ['mysql://u:p@ss/w:o@h/d', 'mysql://u:***@h/d'],
  ['mysql://u@h:3306/d', 'mysql://u@h:3306/d'],
  ['mysql://h/d?user=u&password=p&x=1', 'mysql://h/d?user=u&password=***&x=1'],
  ['sqlite:////airflow.db', 'sqlite:////airflow.db'],
])('%s is shown as %s', (url, shown) => {
  expect(maskedUrl(url)).toBe(shown)
})
