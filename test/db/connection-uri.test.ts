import { describe, expect, test } from 'vitest'
import type { Connection } from '../../runtime/db/connection.ts'
import { formatConnectionJson, formatConnectionUri, parseConnection } from '../../runtime/db/connection-uri.ts'
import { InvalidConnection } from '../../runtime/db/errors.ts'

const EMPTY: Connection = {
  connId: 'c',
  connType: '',
  description: null,
  host: '',
  schema: '',
  login: null,
  password: null,
  port: null,
  extra: null,
}

describe('parseConnection', () => {
  test.each<[string, Partial<Connection>]>([
    ['mysql://host', { connType: 'mysql', host: 'host' }],
    ['postgresql://u@host/', { connType: 'postgres', login: 'u', host: 'host' }],
    ['my-type://Host.Example:1', { connType: 'my_type', host: 'host.example', port: 1 }],
    ['mysql://u:p@h:3306/db', { connType: 'mysql', login: 'u', password: 'p', host: 'h', port: 3306, schema: 'db' }],
    [
      'mysql://u%40x:p%2F%3A%40@h/a%2Fb',
      { connType: 'mysql', login: 'u@x', password: 'p/:@', host: 'h', schema: 'a/b' },
    ],
    ['http://https://h:443/x', { connType: 'http', host: 'https://h', port: 443, schema: 'x' }],
    ['mysql://%2Ftmp%2FSock', { connType: 'mysql', host: '/tmp/Sock' }],
    ['aws://AKIA:sec%2Bret@', { connType: 'aws', login: 'AKIA', password: 'sec+ret' }],
    ['aws://@:80', { connType: 'aws', login: '', port: 80 }],
    ['x://h?a=1&b=%C3%BC+2', { connType: 'x', host: 'h', extra: '{"a":"1","b":"ü 2"}' }],
    ['x://h/?__extra__=%7B%22a%22%3A+%7B%7D%7D', { connType: 'x', host: 'h', extra: '{"a": {}}' }],
    ['x://', { connType: 'x' }],
  ])('reads %s', (uri, expected) => {
    expect(parseConnection('c', uri)).toEqual({ ...EMPTY, ...expected })
  })

  test('reads JSON', () => {
    const json = '{"conn_type": "postgresql", "host": "H", "port": "5432", "extra": {"a": 1}, "login": "u"}'
    expect(parseConnection('c', json)).toEqual({
      ...EMPTY,
      connType: 'postgres',
      host: 'H',
      port: 5432,
      login: 'u',
      extra: '{"a":1}',
      schema: null,
    })
  })

  test.each([
    ['host without type', 'it is no connection URI'],
    ['{"conn_type": "mysql", "password": "s3cret"', 'it starts like JSON but is none'],
    ['{"conn_type": "mysql", "passwort": "s3cret"}', 'its JSON has a field passwort'],
    ['mysql://h:port/s3cret', 'it is no connection URI'],
  ])('refuses %s without showing it', (text, problem) => {
    const parse = () => parseConnection('c', text)
    expect(parse).toThrow(InvalidConnection)
    expect(parse).toThrow(`Connection c cannot be read: ${problem}`)
    expect(parse).not.toThrow('s3cret')
  })
})

describe('formatConnectionUri', () => {
  test.each<[Partial<Connection>, string]>([
    [{ connType: 'My_Type', host: 'h' }, 'my-type://h'],
    [
      { connType: 'mysql', login: 'u@', password: "p'!*/", host: 'h', port: 1, schema: 'a b' },
      'mysql://u%40:p%27%21%2A%2F@h:1/a%20b',
    ],
    [{ connType: 'http', host: 'https://h', port: 443 }, 'http://https://h:443'],
    [{ connType: 'aws', port: 80 }, 'aws://@:80'],
    [{ connType: 'x', host: 'h', extra: '{"a": "1 ü"}' }, 'x://h/?a=1+%C3%BC'],
    [{ connType: 'x', host: 'h', schema: 's', extra: '{"a": 1}' }, 'x://h/s?__extra__=%7B%22a%22%3A+1%7D'],
    [{ connType: 'x', extra: 'no json' }, 'x:///?__extra__=no+json'],
  ])('writes %j', (fields, uri) => {
    expect(formatConnectionUri({ ...EMPTY, ...fields })).toBe(uri)
  })

  test('writes what is read back as the same', () => {
    const connection = {
      ...EMPTY,
      connType: 'mysql',
      login: 'a:b',
      password: '%@/?#ü',
      host: 'h',
      port: 1,
      schema: '?',
      extra: '{"a":{"b":[1]}}',
    }
    expect(parseConnection('c', formatConnectionUri(connection))).toEqual(connection)
  })
})

test('formatConnectionJson leaves out what is empty and the id', () => {
  const connection = { ...EMPTY, connType: 'mysql', login: 'u', port: 1, extra: '{"a": 1}' }
  expect(JSON.parse(formatConnectionJson(connection))).toEqual({
    conn_type: 'mysql',
    login: 'u',
    port: 1,
    extra: { a: 1 },
  })
})
