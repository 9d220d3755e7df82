import { expect, test } from 'vitest'
import { TemplateCache } from '../../runtime/jinja/template-cache.ts'

test('a template is parsed once', () => {
  const cache = new TemplateCache()
  expect(cache.parsed('{{ a }}')).toBe(cache.parsed('{{ a }}'))
  expect(cache.size).toBe(1)
})

test('the cache does not grow without end and keeps what is used', () => {
  const cache = new TemplateCache()
  const used = cache.parsed('used {{ a }}')
  for (let index = 0; index < 3000; index += 1) {
    cache.parsed(`${index} {{ a }}`)
    expect(cache.parsed('used {{ a }}')).toBe(used)
  }
  expect(cache.size).toBe(1000)
})

test('very long templates are not kept', () => {
  const cache = new TemplateCache()
  cache.parsed('x'.repeat(200_000))
  expect(cache.size).toBe(0)
})

test('a template with an error is an error each time', () => {
  const cache = new TemplateCache()
  for (const _ of [1, 2]) expect(() => cache.parsed('{{ ')).toThrow('unexpected end of template')
})
