import { expect, test } from 'vitest'
import { TemplateError } from '../../runtime/jinja/errors.ts'
import { asyncLookup, type LookupCache, Pending } from '../../runtime/jinja/pending.ts'
import { templateFunction } from '../../runtime/jinja/protocol.ts'
import { renderTemplate, renderTemplateAsync } from '../../runtime/jinja/render.ts'
import { SlipstreamError } from '../../runtime/model/errors.ts'

function store(values: Readonly<Record<string, unknown>>) {
  const lookups: LookupCache = new Map()
  const loaded: string[] = []
  const read = templateFunction('read', ['key'], ({ key }) =>
    asyncLookup(lookups, String(key), async () => {
      loaded.push(String(key))
      return values[String(key)]
    }),
  )
  return { lookups, loaded, context: { read } }
}

test('a lookup is awaited, and the template rendered again with its value', async () => {
  const { lookups, context } = store({ a: 'A' })
  expect(await renderTemplateAsync("x {{ read('a') }} y", context, { lookups })).toBe('x A y')
})

test('each lookup is loaded once, also for the next template of the same cache', async () => {
  const { lookups, loaded, context } = store({ a: 'b', b: [1, 2] })
  const template = "{{ read('a') }} {{ read(read('a')) }} {{ read('a') }}"
  expect(await renderTemplateAsync(template, context, { lookups })).toBe('b [1, 2] b')
  await renderTemplateAsync("{{ read('b') }}", context, { lookups })
  expect(loaded).toEqual(['a', 'b'])
})

test('rendering again starts from the beginning', async () => {
  const { lookups, context } = store({ a: 1 })
  const template = "{% do items.append(0) %}{{ items }}{{ read('a') }}"
  expect(await renderTemplateAsync(template, { ...context, items: [] }, { lookups })).toBe('[0]1')
})

test('a value that does not exist is None', async () => {
  const { lookups, context } = store({})
  expect(await renderTemplateAsync("{{ read('a') }}", context, { lookups })).toBe('None')
})

test('the sync form tells which lookup is pending', () => {
  const { context } = store({})
  expect(() => renderTemplate("{{ read('a') }}", context)).toThrow(Pending)
  expect(() => renderTemplate("{{ read('a') }}", context)).toThrow('render with renderTemplateAsync')
})

test('too many lookups are an error with the place', async () => {
  const { lookups, context } = store({})
  const rendering = renderTemplateAsync('{% for i in range(9) %}\n{{ read(i) }}{% endfor %}', context, {
    lookups,
    maxRounds: 5,
  })
  await expect(rendering).rejects.toThrow('more than 5 lookups')
  await expect(rendering).rejects.toMatchObject({ line: 2 })
})

test('a lookup that fails with something we can explain gets the place', async () => {
  const lookups: LookupCache = new Map()
  const read = templateFunction('read', [], () =>
    asyncLookup(lookups, 'k', () => Promise.reject(new SlipstreamError('The conn_id `x` is not defined'))),
  )
  const rendering = renderTemplateAsync('\n{{ read() }}', { read }, { lookups })
  await expect(rendering).rejects.toThrow('The conn_id `x` is not defined (template line 2: {{ read() }})')
  await expect(rendering).rejects.toBeInstanceOf(TemplateError)
})

test('a lookup that fails otherwise fails as it is', async () => {
  const lookups: LookupCache = new Map()
  const lost = new Error('connection lost')
  const read = templateFunction('read', [], () => asyncLookup(lookups, 'k', () => Promise.reject(lost)))
  await expect(renderTemplateAsync('{{ read() }}', { read }, { lookups })).rejects.toBe(lost)
})

test('a host function that ignores the cache is found out', async () => {
  const read = templateFunction('read', [], () => {
    throw new Pending('k', () => Promise.resolve(1))
  })
  await expect(renderTemplateAsync('{{ read() }}', { read }, { lookups: new Map() })).rejects.toThrow(
    'ignores the cache',
  )
})
