import { expect, test } from 'vitest'
import { parseConfig } from '../../runtime/config/config-parser.ts'
import type { Options } from '../../runtime/config/options/option.ts'
import { namedOptions, optionTable } from '../../runtime/config/options/table.ts'
import { renderConfigFile, renderConfigReference } from '../../runtime/config/render-config.ts'
import { loadText } from './scratch-home.ts'

test('defaults stand commented out below their meaning and variable', () => {
  expect(renderConfigFile('/home/x', new Map())).toContain(
    [
      '# Most task instances that one scheduler lets run at a time; 0 means no limit.',
      '# Variable: AIRFLOW__CORE__PARALLELISM',
      '# parallelism = 32',
    ].join('\n'),
  )
})

test('given values are set, over several lines and with a % too', () => {
  const text = renderConfigFile('/home/x', new Map([['smtp.smtp_user', '50%\n\nof me']]))
  expect(loadText(text).string('smtp', 'smtp_user')).toBe('50%\n\nof me')
})

test('with every comment mark of a default removed the file still means the defaults', () => {
  const text = renderConfigFile('/home/x', new Map()).replaceAll(/^# (\w+ =)/gm, '$1')
  const config = loadText(text)
  expect(config.warnings).toEqual([])
  const changed = namedOptions.filter(({ section, key, option }) => {
    return config.entry(section, key)?.value !== option.default.replaceAll('{AIRFLOW_HOME}', '/home/x')
  })
  expect(changed.map(({ key }) => key)).toEqual([])
})

test('the file has the sections of the table', () => {
  const file = parseConfig(renderConfigFile('/home/x', new Map()), 'f')
  expect([...file.sections.keys()]).toEqual(Object.keys(optionTable))
})

test('the reference tells of every option', () => {
  const reference = renderConfigReference()
  for (const [section, options] of Object.entries(optionTable)) {
    for (const key of Object.keys(options as Options)) expect(reference).toContain(`### ${key}\n`)
    expect(reference).toContain(`## [${section}]`)
  }
  expect(reference).toContain('- formerly: `[core] dag_concurrency`')
  expect(reference).toContain('- `[core] security`: Kerberos is not supported')
})
