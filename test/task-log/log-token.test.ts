import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type LogTokenVerdict, signLogToken, verifyLogToken } from '../../runtime/task-log/log-token.ts'

const SECRET = 's3cret-of-the-stack'
const FILENAME = 'dag_id=tut/run_id=manual__2026-11-24T12:00:00+00:00/task_id=t1/attempt=1.log'
const NOW_MS = 1_796_385_600_000

/** PyJWT 2.15: jwt.encode({aud, iat, nbf, exp: iat + 30 s, filename}, SECRET, algorithm="HS512"). */
const FROM_PYTHON =
  'eyJhbGciOiJIUzUxMiIsInR5cCI6IkpXVCJ9.eyJhdWQiOiJ0YXNrLWluc3RhbmNlLWxvZ3MiLCJpYXQiOjE3OTYzODU2MDAsIm5iZiI6MTc5NjM4NTYwMCwiZXhwIjoxNzk2Mzg1NjMwLCJmaWxlbmFtZSI6ImRhZ19pZD10dXQvcnVuX2lkPW1hbnVhbF9fMjAyNi0xMS0yNFQxMjowMDowMCswMDowMC90YXNrX2lkPXQxL2F0dGVtcHQ9MS5sb2cifQ.WRKadZOP4XfzdaG62q9DhFsXIfAbCucERK13RiXD2IpVqNgBYXISMCFJd_iPBI3VRiIlmZEX0JE04VJlp3lj-g'

const OURS = signLogToken(SECRET, { filename: FILENAME, nowMs: NOW_MS })
const verify = (token: string, { secret = SECRET, filename = FILENAME, laterSec = 0 } = {}): LogTokenVerdict =>
  verifyLogToken(secret, token, { filename, nowMs: NOW_MS + laterSec * 1000 })
const problemOf = (verdict: LogTokenVerdict): string => (verdict.isValid ? 'none' : verdict.problem)

/** A token of any content, rightly signed. */
function signed(claims: unknown, header: unknown = { alg: 'HS512', typ: 'JWT' }): string {
  const content = [header, claims].map(part => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
  return `${content}.${createHmac('sha512', SECRET).update(content).digest('base64url')}`
}
const CLAIMS = { aud: 'task-instance-logs', iat: 1_796_385_600, nbf: 1_796_385_600, exp: 1_796_385_630 }

test('our token is byte for byte the one that Python makes', () => {
  expect(OURS).toBe(FROM_PYTHON)
})

test('a token made by Python opens its file', () => {
  expect(verify(FROM_PYTHON)).toEqual({ isValid: true })
})

test('a token may be made to hold longer', () => {
  const token = signLogToken(SECRET, { filename: FILENAME, nowMs: NOW_MS, seconds: 300 })
  expect(problemOf(verify(token, { laterSec: 299 }))).toBe('none')
  expect(problemOf(verify(OURS, { laterSec: 299 }))).toBe('expired')
})

test.each([
  [-6, 'not_yet_valid'],
  [-5, 'none'],
  [34, 'none'],
  [35, 'expired'],
])('clocks may differ by five seconds beyond the thirty: %i s is %s', (laterSec, problem) => {
  expect(problemOf(verify(OURS, { laterSec }))).toBe(problem)
})

test('a clock that is wrong is told by how much', () => {
  const late = verify(OURS, { laterSec: 125 })
  expect(late).toMatchObject({ reason: expect.stringContaining('expired 95 s ago') })
  expect(late).toMatchObject({ reason: expect.stringMatching(/2026-12-04.*clocks.*Synchronise/) })
  const early = verify(OURS, { laterSec: -60 })
  expect(early).toMatchObject({ reason: expect.stringContaining('is valid only in 60 s') })
})

test('another secret_key is named as the reason', () => {
  expect(verify(OURS, { secret: 'other' })).toMatchObject({
    problem: 'wrong_signature',
    reason: expect.stringContaining('[webserver] secret_key differs'),
  })
})

test('a token for one file does not open another', () => {
  expect(problemOf(verify(OURS, { filename: `${FILENAME}.old` }))).toBe('wrong_file')
})

describe('a token is refused', () => {
  const [header, payload, signature] = OURS.split('.') as [string, string, string]
  test.each([
    ['that is empty', '', 'no_token'],
    ['that is no token', 'abc', 'not_a_token'],
    ['with the word Bearer', `Bearer ${OURS}`, 'not_a_token'],
    ['with a part too many', `${OURS}.x`, 'not_a_token'],
    ['whose header is null', `${btoa('null')}.${payload}.${signature}`, 'not_a_token'],
    ['that is not signed', signed({ ...CLAIMS, filename: FILENAME }, { alg: 'none' }), 'not_a_token'],
    ['without a signature', `${header}.${payload}.`, 'wrong_signature'],
    ['that was changed', `${header}.${payload}x.${signature}`, 'wrong_signature'],
    ['for another audience', signed({ ...CLAIMS, aud: 'api', filename: FILENAME }), 'wrong_audience'],
    ['whose content is no object', signed(5), 'wrong_audience'],
    ['without an end', signed({ ...CLAIMS, exp: undefined, filename: FILENAME }), 'no_times'],
    ['without a file', signed(CLAIMS), 'wrong_file'],
  ])('%s', (_what, token, problem) => {
    expect(problemOf(verify(token))).toBe(problem)
  })
})
