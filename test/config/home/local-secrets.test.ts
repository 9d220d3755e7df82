import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { ConfigSecretError } from '../../../runtime/config/errors.ts'
import { loadText, scratchHome } from '../scratch-home.ts'

describe('secrets', () => {
  const backend = (directory: string) =>
    `[secrets]\nbackend = slipstream.secrets.LocalFile\nbackend_kwargs = {"directory": "${directory}"}\n`

  test('are read from files by name', () => {
    const directory = scratchHome()
    writeFileSync(join(directory, 'mail'), 'from file\n')
    const config = loadText(`${backend(directory)}[smtp]\nsmtp_password_secret = mail\n`)
    expect(config.string('smtp', 'smtp_password')).toBe('from file')
    expect(config.source('smtp', 'smtp_password')).toBe('file_secret')
    const fromVariable = loadText(backend(directory), { AIRFLOW__CELERY__BROKER_URL_SECRET: 'mail' })
    expect(fromVariable.source('celery', 'broker_url')).toBe('env_secret')
  })

  test('that the folder lacks leave the next place', () => {
    const config = loadText(`${backend(scratchHome())}[smtp]\nsmtp_password_secret = mail\n`)
    expect(config.source('smtp', 'smtp_password')).toBe('default')
  })

  test.each([
    ['[smtp]\nsmtp_password_secret = x\n', 'set [secrets] backend = slipstream.secrets.LocalFile'],
    [
      '[secrets]\nbackend = a.Vault\n[smtp]\nsmtp_password_secret = x\n',
      '[secrets] backend is "a.Vault", which cannot be asked',
    ],
    ['[secrets]\nbackend = slipstream.secrets.LocalFile\n[smtp]\nsmtp_password_secret = x\n', 'has no "directory"'],
    [`${backend('/run')}[smtp]\nsmtp_password_secret = ../etc/passwd\n`, 'is not the name of a file in /run'],
  ])('%j cannot be looked up', (text, message) => {
    const ask = () => loadText(text).string('smtp', 'smtp_password')
    expect(ask).toThrow(ConfigSecretError)
    expect(ask).toThrow(message)
  })

  test('cannot hold the settings of their own backend', () => {
    const text = '[secrets]\nbackend = slipstream.secrets.LocalFile\nbackend_kwargs_secret = x\n'
    expect(() => loadText(text).json('secrets', 'backend_kwargs')).toThrow(ConfigSecretError)
  })
})
