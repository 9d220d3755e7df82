import { describe, expect, it } from 'vitest'
import {
  absolutePath,
  failuresOf,
  hostAccess,
  integer,
  listOf,
  objectOf,
  octalMode,
  oneOf,
  optional,
  recordOf,
  text,
  withFallbacks,
} from '../../../../stacks/provider/frame/fields.ts'
import { UNKNOWN } from '../../../../stacks/provider/frame/values.ts'

const reasons = (field: Parameters<typeof failuresOf>[0][string], value: unknown): string[] =>
  failuresOf({ it: field }, value === undefined ? {} : { it: value }).map(({ reason }) => reason)

describe('inputs', () => {
  it('that nobody knows are named, with those there are', () => {
    expect(failuresOf({ path: text }, { path: 'x', colour: 'red' })).toEqual([
      { property: 'colour', reason: 'there is no such input. Known: path' },
    ])
  })

  it('that are missing are named with what is expected; optional ones may be', () => {
    expect(reasons(text, undefined)).toEqual(['is missing: a text that is not empty is expected'])
    expect(reasons(optional(text), undefined)).toEqual([])
  })

  it('that are not known yet are not judged', () => {
    expect(reasons(integer(1, 5), UNKNOWN)).toEqual([])
    expect(reasons(listOf(text), ['a', UNKNOWN])).toEqual([])
  })

  it.each([
    [absolutePath, ['/a', '/a/b.c', '/a b'], ['a', '/', '/a/', '/a/../b', '/./a', '/a\n', '/a/..']],
    [octalMode, ['644', '0644', '1777'], ['999', '64', 420, '07777x']],
    [integer(1, 5), [1, 5], [0, 6, 1.5, '3']],
    [oneOf('a', 'b'), ['a'], ['c', 1]],
    [listOf(text), [[], ['a']], [['a', ''], 'a']],
    [recordOf(text), [{}, { a: 'b' }], [{ a: 1 }, ['a']]],
    [objectOf({ a: text }), [{ a: 'b' }], [{}, { a: 'b', c: 'd' }, null, 'a']],
  ])('%# are as they must be, or not', (field, good, bad) => {
    for (const value of good) expect(reasons(field, value), JSON.stringify(value)).toEqual([])
    for (const value of bad) expect(reasons(field, value), JSON.stringify(value)).toHaveLength(1)
  })

  it('that say how a host is reached are judged to the last jump', () => {
    const access = { address: '192.168.0.10', user: 'ubuntu' }
    expect(reasons(hostAccess, { ...access, port: 22, jump: { ...access, hostKey: 'ssh-ed25519 AAAA' } })).toEqual([])
    expect(reasons(hostAccess, { ...access, jump: { ...access, port: 0 } })[0]).toContain(
      '"port" to be right: expected a whole number',
    )
    expect(reasons(hostAccess, { ...access, address: '-oProxyCommand=x' })[0]).toContain('"address" to be right')
    expect(reasons(hostAccess, { ...access, pasword: 'x' })[0]).toContain(
      '"pasword" to be right: there is no such input',
    )
  })
})

it('what is not given is filled in', () => {
  expect(withFallbacks({ a: optional(text, 'x'), b: optional(text, 'y'), c: optional(text) }, { a: 'z' })).toEqual({
    a: 'z',
    b: 'y',
  })
})
