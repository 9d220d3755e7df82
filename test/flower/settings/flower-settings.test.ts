import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { loadConfig } from '../../../runtime/config/load-config.ts'
import { type FlowerFlags, flowerSettings } from '../../../runtime/flower/settings/flower-settings.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipstream-flower-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const read = (flags: FlowerFlags = {}, env: NodeJS.ProcessEnv = {}) =>
  flowerSettings(loadConfig({ env: { AIRFLOW_HOME: folder, PATH: process.env['PATH'], ...env } }), flags)

function conf(text: string): FlowerFlags {
  const flowerConf = join(folder, 'flowerconfig.py')
  writeFileSync(flowerConf, text)
  return { flowerConf }
}

describe('the settings of flower', () => {
  test('are those of Airflow when nothing is said', () => {
    expect(read()).toMatchObject({ host: '0.0.0.0', port: 5555, urlPrefix: '', brokerApi: null, maxTasks: 10_000 })
    expect(read().basicUsers.size).toBe(0)
  })

  test('come from the command line before airflow.cfg, and from there before the file', () => {
    const env = { AIRFLOW__CELERY__FLOWER_URL_PREFIX: '/cfg/', AIRFLOW__CELERY__FLOWER_BASIC_AUTH: 'a:1,b:2:3' }
    const file = conf(
      "url_prefix = 'file'\nbasic_auth = ['c:4']\nbroker_api = 'http://u:p@h:15672/api'\nmax_tasks = 5 # few\n",
    )
    expect(read(file)).toMatchObject({ urlPrefix: '/file', maxTasks: 5 })
    expect(read(file).brokerApi?.href).toBe('http://u:p@h:15672/api/')
    expect([...read(file, env).basicUsers]).toEqual([
      ['a', '1'],
      ['b', '2:3'],
    ])
    expect(read({ ...file, urlPrefix: 'line', port: 1, hostname: 'h' }, env)).toMatchObject({
      urlPrefix: '/line',
      port: 1,
      host: 'h',
    })
  })

  test('that make no sense are named, without passwords', () => {
    expect(() => read({ urlPrefix: 'a b' })).toThrow('URL prefix "a b" is not usable: expected a path of letters')
    expect(() => read({ basicAuth: 's3cret' })).toThrow(/^Flower's basic_auth is not usable: expected user:password/)
    expect(() => read({ brokerApi: 'localhost:15672' })).toThrow(
      "Flower's broker_api is not usable: expected a URL such as",
    )
  })
})

describe('variables of the environment', () => {
  const readEnv = (env: NodeJS.ProcessEnv, flags: FlowerFlags = {}) =>
    flowerSettings(loadConfig({ env: { AIRFLOW_HOME: folder } }), flags, env)

  test('set options of Flower, and count least', () => {
    const env = {
      FLOWER_MAX_TASKS: '7',
      FLOWER_URL_PREFIX: 'env',
      FLOWER_BASIC_AUTH: 'a:1,b:2',
      FLOWER_READ_ONLY: 'on',
    }
    expect(readEnv(env)).toMatchObject({ maxTasks: 7, urlPrefix: '/env', isReadOnly: true })
    expect(readEnv(env).basicUsers.size).toBe(2)
    expect(readEnv(env, conf('max_tasks = 8\nread_only = False')).maxTasks).toBe(8)
    expect(readEnv(env, conf('max_tasks = 8\nread_only = False')).isReadOnly).toBe(false)
  })

  test('that say nothing to us are passed over', () => {
    const env = { FLOWER_PORT: 'tcp://10.0.0.1:5555', FLOWER_PORT_5555_TCP: 'x', FLOWER_SERVICE_HOST: 'x' }
    expect(readEnv({ ...env, FLOWER_UNAUTHENTICATED_API: 'true', FLOWER_MAX_TASKS: '' }).maxTasks).toBe(10_000)
  })

  test('that cannot be followed are named', () => {
    expect(() => readEnv({ FLOWER_OAUTH2_KEY: 'k' })).toThrow(
      /^Cannot use FLOWER_OAUTH2_KEY: flower does not sign people/,
    )
    expect(() => readEnv({ FLOWER_MAX_TASKS: 'many' })).toThrow(
      'Cannot use FLOWER_MAX_TASKS: max_tasks has to be a number',
    )
    expect(() => readEnv({ FLOWER_READ_ONLY: 'perhaps' })).toThrow('read_only has to be True or False')
  })
})

describe('the file of --flower-conf', () => {
  test('may hold what changes nothing here, comments and empty lines', () => {
    expect(read(conf('# mine\n\npersistent = True\nport = 80\nmax_workers = None\n')).port).toBe(5555)
  })

  test.each([
    ['import os', 'line 1: expected lines such as: max_tasks = 10000'],
    [
      '\nauth = ".*@example.com"',
      'line 2: flower does not sign people in with OAuth, which auth asks for. Remove it, and',
    ],
    ['certfile = "x.pem"', 'line 1: certfile is not supported here'],
    ['colour = True', 'line 1: colour is not supported here'],
    ['max_tasks = True', 'line 1: max_tasks has to be a number above 0'],
    ['read_only = "yes"', 'line 1: read_only has to be True or False'],
    ['max_tasks = "many"', 'line 1: max_tasks has to be a number above 0'],
    ['basic_auth = os.environ["A"]', 'line 1: cannot read the value os.environ["A"]'],
  ])('that says %j is refused', (text, problem) => {
    expect(() => read(conf(text))).toThrow(problem)
  })

  test('has to be there', () => {
    expect(() => read({ flowerConf: join(folder, 'none.py') })).toThrow(/none\.py: ENOENT. Correct --flower-conf/)
  })
})
