import { describe, expect, it } from 'vitest'
import {
  decode,
  encode,
  isKnown,
  knownOf,
  textsAt,
  UNKNOWN,
  unwrap,
  wrap,
} from '../../../../stacks/provider/frame/values.ts'

/** As the engine wraps it (Pulumi's Node.js SDK, `specialSecretSig`). */
const secret = (value: unknown) => ({ '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270', value })

const WRAPPED = {
  path: '/a',
  host: { user: 'u', privateKey: secret('k') },
  list: ['x', secret('y')],
  whole: secret({ a: secret('b') }),
}
const PLAIN = { path: '/a', host: { user: 'u', privateKey: 'k' }, list: ['x', 'y'], whole: { a: 'b' } }

describe('properties of the wire', () => {
  it('come without their wrapping, and it is known where it was', () => {
    const { value, secrets } = unwrap(WRAPPED)
    expect(value).toEqual(PLAIN)
    expect(secrets).toEqual([['host', 'privateKey'], ['list', 1], ['whole'], ['whole', 'a']])
    expect(textsAt(value, secrets)).toEqual(['k', 'y', 'b', 'b'])
  })

  it('leave wrapped as they came; a secret within a secret is wrapped once', () => {
    expect(wrap(PLAIN, unwrap(WRAPPED).secrets)).toEqual({ ...WRAPPED, whole: secret({ a: 'b' }) })
  })

  it('survive the way through protobuf, without what is undefined', () => {
    const struct = encode({ ...PLAIN, gone: undefined, number: 7, flag: false }, [
      ['host', 'privateKey'],
      ['absent', 'x'],
    ])
    expect(decode(struct)).toEqual({ value: { ...PLAIN, number: 7, flag: false }, secrets: [['host', 'privateKey']] })
    expect(decode(undefined)).toEqual({ value: {}, secrets: [] })
  })
})

describe('what is not known yet', () => {
  it('is found at any depth', () => {
    expect(isKnown({ a: ['x', { b: UNKNOWN }] })).toBe(false)
    expect(isKnown({ a: ['x', { b: null }] })).toBe(true)
    expect(knownOf({ a: 1, b: { c: [UNKNOWN] }, d: UNKNOWN })).toEqual({ a: 1 })
  })
})
