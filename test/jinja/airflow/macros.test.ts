import { expect, test } from 'vitest'
import { airflowMacros, macros } from '../../../runtime/jinja/airflow/macros.ts'
import { renderTemplate } from '../../../runtime/jinja/render.ts'

const sources = { clock: () => Date.UTC(2026, 10, 22, 1, 2, 3) + 0.5, random: () => 0.25, uuid: () => 'a-uuid' }
const render = (template: string): string => renderTemplate(template, { macros: macros(sources) })

test('time, randomness and ids come from where they are given', () => {
  expect(render('{{ macros.time.time() }} {{ macros.random() }} {{ macros.uuid.uuid4() }}')).toBe(
    '1795309323.0005 0.25 a-uuid',
  )
  expect(
    render(
      "{{ macros.datetime.now() }} {{ macros.datetime.utcnow().isoformat() }} {{ macros.datetime.now('Asia/Tokyo') }}",
    ),
  ).toBe('2026-11-22 01:02:03.000500 2026-11-22T01:02:03.000500 2026-11-22 10:02:03.000500+09:00')
})

test('the machine gives them otherwise', () => {
  const text = renderTemplate('{{ macros.uuid.uuid4() }}', { macros: airflowMacros })
  expect(text).toMatch(/^[\da-f]{8}-/)
})

test('text that is no JSON is an error with the reason', () => {
  expect(() => render("{{ macros.json.loads('{') }}")).toThrow('json.loads: the text is not JSON')
})

test('an integer that cannot be exact is an error rather than a wrong number', () => {
  expect(() => render("{{ macros.json.loads('[12345678901234567890]') }}")).toThrow('The integer is too large')
})

test('a date that does not exist is an error', () => {
  expect(() => render("{{ macros.ds_add('2026-02-30', 1) }}")).toThrow("day is out of range for month in '2026-02-30'")
  expect(() => render('{{ macros.datetime(2026, 2, 1) + macros.timedelta(days=10 ** 9) }}')).toThrow('out of range')
})
