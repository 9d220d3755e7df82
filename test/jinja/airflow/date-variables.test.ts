import { expect, test } from 'vitest'
import { dateVariables } from '../../../runtime/jinja/airflow/date-variables.ts'
import { renderTemplate } from '../../../runtime/jinja/render.ts'

const logicalDateMs = Date.UTC(2026, 10, 22)

test('what a run does not have is None', () => {
  const context = dateVariables({ logicalDateMs, prevLogicalDateMs: null })
  const template =
    '{{ prev_ds }} {{ next_ds_nodash }} {{ prev_execution_date }} {{ data_interval_start }} {{ data_interval_end | ds }}'
  expect(renderTemplate(template, context)).toBe('None None None None None')
})

test('days around a leap day', () => {
  const context = dateVariables({ logicalDateMs: Date.UTC(2028, 1, 29) })
  expect(renderTemplate('{{ yesterday_ds }} {{ ds }} {{ tomorrow_ds }}', context)).toBe(
    '2028-02-28 2028-02-29 2028-03-01',
  )
})

test('microseconds of a manual run are in ts alone', () => {
  const context = dateVariables({ logicalDateMs: logicalDateMs + 0.123 })
  expect(renderTemplate('{{ ts }} {{ ts_nodash }} {{ ts_nodash_with_tz }}', context)).toBe(
    '2026-11-22T00:00:00.000123+00:00 20261122T000000 20261122T000000.000123+0000',
  )
})

test('the clock decides what "now" is', () => {
  const context = dateVariables({ logicalDateMs, clock: () => logicalDateMs + 3 * 86_400_000 })
  expect(renderTemplate('{{ logical_date.diff_for_humans() }} {{ logical_date.is_past() }}', context)).toBe(
    '3 days ago True',
  )
})
