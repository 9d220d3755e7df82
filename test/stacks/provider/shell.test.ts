import { execFileSync } from 'node:child_process'
import { array, assert as assertProperty, property, string } from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  all,
  asWords,
  pipe,
  replacingShell,
  script,
  shellText,
  withEnvironment,
  withTimeLimit,
} from '../../../stacks/provider/shell.ts'
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

  it('joins commands, and groups what another operator joins', () => {
    const both = all(['true'], ['rm', '-f', '/a b'])
    expect(shellText(both)).toBe(`true && rm -f '/a b'`)
    expect(shellText(pipe(['cat', 'x'], ['wc', '-l']))).toBe('cat x | wc -l')
    expect(shellText(pipe(both, ['wc']))).toBe(`{ true && rm -f '/a b'; } | wc`)
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

it('makes one command of several, with a limit and an environment', () => {
  const words = withTimeLimit(60, withEnvironment({ AIRFLOW_HOME: '/home/a b' }, all(['a'], ['b'])))
  expect(shellText(words)).toBe(`timeout -k 5 60 env 'AIRFLOW_HOME=/home/a b' sh -c 'a && b'`)
  expect(asWords(['a'])).toEqual(['a'])
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
    expect(shellText(privileged(all(['a'], ['b']), who).words)).toBe(`sudo -n -- sh -c 'a && b'`)
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
