import { expect, test } from 'vitest'
import { compactJson, withFigures } from '../../../bench/page/publish.ts'

const PAGE = `# Title

<!-- figures: start (npm run bench -- --publish) -->

old

<!-- figures: end -->

rest
`

test('only what stands between the marks is replaced', () => {
  const page = withFigures(PAGE, 'new')
  expect(page).toBe(PAGE.replace('old', 'new'))
  expect(withFigures(page, 'new')).toBe(page)
})

test('a page without marks is refused', () => {
  expect(() => withFigures('# Title', 'new')).toThrow('The page has no place for figures')
})

test('compact JSON says the same, lists of numbers on one line', () => {
  const value = { a: [1, 2.5, null], b: [{ c: [] }, { c: ['x, y'] }] }
  const text = compactJson(value)
  expect(JSON.parse(text)).toEqual(value)
  expect(text).toContain('"a": [1, 2.5, null]')
})
