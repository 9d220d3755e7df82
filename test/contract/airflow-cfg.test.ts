import { describe, expect, test } from 'vitest'
import { parseConfig } from '../../runtime/config/config-parser.ts'
import { parseDatabaseUrl } from '../../runtime/config/database-url.ts'
import { namedOptions } from '../../runtime/config/options/table.ts'
import { createFernet } from '../../runtime/db/fernet.ts'
import { basicUsersOf } from '../../runtime/flower/settings/basic-users.ts'
import { parseBrokerUrl } from '../../runtime/queue/broker/broker-url.ts'
import { RESERVED_OPTIONS } from '../../stacks/config/reserved-options.ts'
import { readStackConfig } from '../../stacks/config.ts'
import { renderAirflowCfg } from '../../stacks/render.ts'
import { askPython, whyNoPython } from '../config/python.ts'
import { loadText } from '../config/scratch-home.ts'
import { hosts, problemsOf } from '../stacks/config/problems-of.ts'
import { NASTY, secrets } from '../stacks/render/secrets.ts'

/** What the deployment half writes, and what the runtime reads: the halves share this file and nothing else. */
const stack = readStackConfig(
  {
    hosts,
    timezone: 'Asia/Shanghai',
    airflow: {
      webserverPort: 8081,
      flowerPort: 5556,
      workerLogPort: 8794,
      config: { 'core.parallelism': 64, 'webserver.instance_name': '100 % ours' },
    },
  },
  'prod',
)
const text = renderAirflowCfg(stack, secrets)

const optionsIn = (cfg: string): string[] =>
  [...parseConfig(cfg, 'airflow.cfg').sections].flatMap(([section, { values }]) =>
    [...values.keys()].map(key => `${section}.${key}`),
  )

describe('the template of airflow.cfg', () => {
  test('has options that the runtime reads, at their present place, and no other', () => {
    const known = new Set(namedOptions.map(({ section, key }) => `${section}.${key}`))
    expect(optionsIn(text).filter(option => !known.has(option))).toEqual([])
  })

  test('has exactly the options that a stack may not set otherwise', () => {
    const plain = renderAirflowCfg(readStackConfig({ hosts }, 'prod'), secrets)
    expect(optionsIn(plain).sort()).toEqual(Object.keys(RESERVED_OPTIONS).sort())
    for (const option of Object.keys(RESERVED_OPTIONS))
      expect(problemsOf({ hosts, airflow: { config: { [option]: 'x' } } })).toHaveLength(1)
  })

  test('every option that the runtime makes up for itself, and nodes must share, is in it', () => {
    const generated = namedOptions
      .filter(({ option }) => option.isGenerated)
      .map(({ section, key }) => `${section}.${key}`)
    expect(generated.length).toBeGreaterThan(0)
    expect(optionsIn(text)).toEqual(expect.arrayContaining(generated))
  })

  test('every option of the runtime may be set by a stack, but those', () => {
    const free = namedOptions
      .map(({ section, key }) => `${section}.${key}`)
      .filter(name => RESERVED_OPTIONS[name] === undefined)
    expect(problemsOf({ hosts, airflow: { config: Object.fromEntries(free.map(name => [name, '1'])) } })).toEqual([])
  })
})

describe('what the runtime reads from it', () => {
  test('is what the stack says, without a warning', () => {
    const config = loadText(text)
    expect(config.warnings).toEqual([])
    expect(config.string('core', 'executor')).toBe('CeleryExecutor')
    expect(config.string('core', 'dags_folder')).toBe('/home/ubuntu/airflow/dags')
    expect(config.string('core', 'default_timezone')).toBe('Asia/Shanghai')
    expect(config.integer('core', 'parallelism')).toBe(64)
    expect(config.string('logging', 'base_log_folder')).toBe('/home/ubuntu/airflow/logs')
    expect(config.integer('logging', 'worker_log_server_port')).toBe(8794)
    expect(config.string('webserver', 'base_url')).toBe('http://192.168.0.10:8081')
    expect(config.integer('webserver', 'web_server_port')).toBe(8081)
    expect(config.string('webserver', 'instance_name')).toBe('100 % ours')
    expect(config.integer('celery', 'flower_port')).toBe(5556)
  })

  test('secrets come through unharmed', () => {
    const config = loadText(text)
    expect(parseDatabaseUrl(config.string('database', 'sql_alchemy_conn'))).toMatchObject({
      dialect: 'mysql',
      host: '192.168.0.10',
      port: 3306,
      user: 'airflow',
      password: NASTY,
      database: 'airflow',
    })
    expect(config.string('celery', 'result_backend')).toBe(`db+${config.string('database', 'sql_alchemy_conn')}`)
    expect(parseBrokerUrl(config.string('celery', 'broker_url'))).toMatchObject({
      host: '192.168.0.10',
      port: 5672,
      user: 'airflow',
      password: secrets.brokerPassword,
      vhost: 'airflow',
    })
    expect(config.string('webserver', 'secret_key')).toBe(secrets.secretKey)
    expect(createFernet(config.string('core', 'fernet_key')).encrypts).toBe(true)
    expect(basicUsersOf(config.string('celery', 'flower_basic_auth'))).toEqual(
      new Map([['flower', secrets.flowerPassword]]),
    )
  })

  test.skipIf(whyNoPython() !== null)("is what Python's ConfigParser reads", () => {
    const program = `
import configparser, json, sys
parser = configparser.ConfigParser()
parser.read_string(json.load(sys.stdin))
print(json.dumps({s: dict(parser[s]) for s in parser.sections()}))`
    const theirs = askPython(program, text) as Record<string, Record<string, string>>
    const named = Object.entries(theirs).flatMap(([section, values]) =>
      Object.keys(values).map(key => `${section}.${key}`),
    )
    expect(named.sort()).toEqual(optionsIn(text).sort())
    const config = loadText(text)
    expect(theirs['database']?.['sql_alchemy_conn']).toBe(config.string('database', 'sql_alchemy_conn'))
    expect(theirs['celery']?.['flower_basic_auth']).toBe(`flower:${secrets.flowerPassword}`)
  })
})
