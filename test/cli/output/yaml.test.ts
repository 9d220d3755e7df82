import { expect, test } from 'vitest'
import { yamlText } from '../../../runtime/cli/output/yaml.ts'

test.each([
  'on',
  '0x1F',
  '12:30',
  'a: b',
  'a:',
  '#x',
  'a #b',
  '@x',
  '- a',
  '[x',
  'null',
  '~',
  '1_000',
  '.5',
  '...',
  '',
  ' a',
  '2026-11-22T00:00:00+00:00',
])('text that would be read as something else is quoted: %j', text => {
  expect(yamlText([text])).toBe(`- '${text}'`)
})

test.each([
  'etl',
  '/dags/a b.ts',
  'http://x:80/a?b',
  'mysql://u:p@h/db',
  "don't",
  'manual__2026-11-22T00:00:00+00:00',
  'a, b',
])('other text is not: %j', text => {
  expect(yamlText([text])).toBe(`- ${text}`)
})

test('text of several lines stays one value', () => {
  expect(yamlText([{ error: 'a\n\tb' }])).toBe('- error: "a\\n\\tb"')
})
