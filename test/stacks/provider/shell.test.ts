import { execFileSync } from 'node:child_process'
import { array, assert as assertProperty, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { replacingShell, script, shellText, withEnvironment, withTimeLimit } from '../../../stacks/provider/shell.ts'
import { privileged } from '../../../stacks/provider/sudo.ts'

describe('shellText', () => {
  it('leaves plain words as they are', () => {
    expect(shellText(['systemctl', 'restart', 'supervisor', '--no-block'])).toBe(
      'systemctl restart supervisor --no-block',
    )
  })

  it('quotes what a shell would read otherwise', () => {
    expect(shellText(['echo', "it's", '$HOME', 'a b', '', '*'])).toBe(`echo 'it'\\''s' '$HOME' 'a b' '' '*'`)
  })

  it('quotes a word that would be an assignment', () => {
    expect(shellText(['A=b', 'env'])).toBe(`'A=b' env`)
  })

  it('keeps every word whole on its way through a shell', () => {
    const anyWord = string({ unit: 'binary', maxLength: 40 }).map(text => text.replaceAll('\0', ''))
    void assertProperty(
      property(array(anyWord, { minLength: 1, maxLength: 200 }), words => {
        const said = execFileSync('sh', ['-c', shellText(['printf', '%s\\0', ...words])], { encoding: 'utf8' })
        expect(said.split('\0').slice(0, -1)).toEqual(words)
      }),
      { numRuns: 10 },
    )
  })
})

it('gives a script its arguments beside it, never in it', () => {
  expect(script('\n rm "$1" \n', 'a b')).toEqual(['sh', '-c', 'rm "$1"', 'sh', 'a b'])
})

it('puts a limit and an environment before a command', () => {
  const words = withTimeLimit(60, withEnvironment({ AIRFLOW_HOME: '/home/a b' }, ['a', 'b c']))
  expect(shellText(words)).toBe(`timeout -k 5 60 env 'AIRFLOW_HOME=/home/a b' a 'b c'`)
})

it('takes the place of the shell', () => {
  expect(replacingShell(['id', '-u'], { hasInput: true })).toBe('exec id -u')
  expect(replacingShell(['id', '-u'], { hasInput: false })).toBe('exec id -u </dev/null')
})

describe('privileged', () => {
  const who = { login: 'ubuntu', user: 'root' }

  it('needs no sudo for the one who is logged in', () => {
    expect(privileged(['id'], { login: 'root', user: 'root' })).toEqual({ words: ['id'], preamble: '' })
  })

  it('runs sudo, which must not ask where no password is given', () => {
    expect(shellText(privileged(['a', 'b c'], who).words)).toBe(`sudo -n -- a 'b c'`)
  })

  it('becomes another user', () => {
    expect(shellText(privileged(['id'], { ...who, user: 'airflow' }).words)).toBe('sudo -n -u airflow -H -- id')
  })

  it('gives the password on stdin only', () => {
    const { words, preamble } = privileged(['id'], { ...who, password: 'secret' }, 'mark')
    expect(preamble).toBe('secret\nmark\n')
    expect(words.slice(0, 6)).toEqual(['sudo', '-S', '-k', '-p', '', '--'])
    expect(words.join(' ')).not.toContain('secret')
  })
})
