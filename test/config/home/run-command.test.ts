import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { ConfigCommandError, ConfigValueError } from '../../../runtime/config/errors.ts'
import { loadText, messageOf, scratchHome } from '../scratch-home.ts'

describe('commands', () => {
  test('give sensitive values, without a line end, and run once and only when asked for', () => {
    const home = scratchHome()
    const text = `[smtp]\nsmtp_password_cmd = sh -c 'echo x >> ${home}/runs; echo "my word"'\n`
    const config = loadText(text)
    expect(existsSync(`${home}/runs`)).toBe(false)
    expect(config.string('smtp', 'smtp_password')).toBe('my word')
    expect(config.source('smtp', 'smtp_password')).toBe('file_cmd')
    expect(readFileSync(`${home}/runs`, 'utf8')).toBe('x\n')
  })

  test('may stand in a variable, under the old name too', () => {
    const config = loadText('', { AIRFLOW__CORE__SQL_ALCHEMY_CONN_CMD: 'echo mysql://cmd/d' })
    expect(config.string('database', 'sql_alchemy_conn')).toBe('mysql://cmd/d')
    expect(config.source('database', 'sql_alchemy_conn')).toBe('env_cmd')
  })

  test('that print nothing leave the default, unless they stand in a variable', () => {
    expect(loadText('[celery]\nbroker_url_cmd = true\n').source('celery', 'broker_url')).toBe('default')
    const config = loadText('', { AIRFLOW__CELERY__BROKER_URL_CMD: 'true' })
    expect([config.string('celery', 'broker_url'), config.source('celery', 'broker_url')]).toEqual(['', 'env_cmd'])
  })

  test('are not run for other options', () => {
    expect(loadText('[core]\nparallelism_cmd = echo 3\n').integer('core', 'parallelism')).toBe(32)
  })

  test('that fail are named with what they complained of', () => {
    const config = loadText("[smtp]\nsmtp_password_cmd = sh -c 'echo sealed >&2; exit 3'\n")
    const ask = () => config.string('smtp', 'smtp_password')
    expect(ask).toThrow(ConfigCommandError)
    expect(messageOf(ask)).toMatch(/^The command of .*airflow\.cfg:2 failed: exit code 3, sealed\. Run it by hand/)
    expect(() => loadText('[smtp]\nsmtp_password_cmd = no-such-program\n').string('smtp', 'smtp_password')).toThrow(
      'ENOENT',
    )
    expect(() => loadText('[smtp]\nsmtp_password_cmd = echo "x\n').string('smtp', 'smtp_password')).toThrow(
      'not closed',
    )
  })

  test('of which the value is wrong are named when it is asked for', () => {
    const config = loadText('[database]\nsql_alchemy_conn_cmd = echo oracle://h/d\n')
    expect(() => config.string('database', 'sql_alchemy_conn')).toThrow(ConfigValueError)
  })
})
