import { describe, expect, test } from 'vitest'
import { isSensitiveName, SecretMasker } from '../../runtime/service/secret-masker.ts'

function masked(text: string, ...secrets: (string | null)[]): string {
  const masker = new SecretMasker()
  for (const secret of secrets) masker.add(secret)
  return masker.mask(text)
}

describe('masking', () => {
  test('hides a secret wherever it stands, as often as it stands there', () => {
    expect(masked('mysql://u:hunter2@h hunter2xhunter2', 'hunter2')).toBe('mysql://u:***@h ***x***')
  })

  test('takes secrets as they are, not as patterns', () => {
    expect(masked('a+b.c* aab1c', 'a+b.c*')).toBe('*** aab1c')
    expect(masked('$1 (x)[y]{z}\\^|', '(x)[y]{z}\\^|')).toBe('$1 ***')
  })

  test('hides the longer of two secrets that begin alike', () => {
    expect(masked('secret-and-more secret-and', 'secret', 'secret-and-more')).toBe('*** ***-and')
  })

  test('leaves short values, nothing and other text alone', () => {
    expect(masked('a bcde text', 'a', 'bcde', '', null)).toBe('a bcde text')
  })

  test('hides secrets that are added later, over lines', () => {
    const masker = new SecretMasker()
    masker.add('first secret')
    expect(masker.mask('first secret')).toBe('***')
    masker.add('BEGIN\nkey\nEND')
    expect(masker.mask('x BEGIN\nkey\nEND y first secret')).toBe('x *** y ***')
  })
})

describe('names of secrets', () => {
  test.each(['password', 'DB_PASSWORD', 'my_api_key', 'apiKey', 'aws_secret_access_key', 'Authorization', 'x-token'])(
    '%s names one',
    name => {
      expect(isSensitiveName(name)).toBe(true)
    },
  )

  test.each(['host', 'key', 'pass', 'login'])('%s does not', name => {
    expect(isSensitiveName(name)).toBe(false)
  })

  test('words of the configuration count for a masker that was told of them', () => {
    const masker = new SecretMasker()
    expect(masker.isSensitive('Door_PIN')).toBe(false)
    masker.addWords(['Pin'])
    expect([masker.isSensitive('Door_PIN'), masker.isSensitive('door')]).toEqual([true, false])
  })

  test('words of the configuration count too', () => {
    expect(isSensitiveName('my_pin', ['pin'])).toBe(true)
    expect(isSensitiveName('my_pin', [])).toBe(false)
  })
})
