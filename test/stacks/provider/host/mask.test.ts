import { expect, it } from 'vitest'
import { maskFor } from '../../../../stacks/provider/host/mask.ts'
import { maskAssignments, unifiedDiff } from '../../../../stacks/provider/host/unified-diff.ts'

it('takes secrets out of a text, also as they stand in URLs and in quotes', () => {
  const mask = maskFor(['p@ss/word', "it's", 'p@ss'])
  expect(mask("a p@ss/word b amqp://u:p%40ss%2Fword@h 'it'\\''s' p@ss")).toBe("a *** b amqp://u:***@h '***' ***")
})

it('hides each line of a long secret, but not what is too short to be one', () => {
  const mask = maskFor(['-----BEGIN KEY-----\n  abcdef\nno\n', 'x'])
  expect(mask('abcdef no x -----BEGIN KEY-----')).toBe('*** no x ***')
})

it('hides what looks like a secret where nobody named it', () => {
  expect(maskAssignments('-fernet_key = abc')).toBe('-fernet_key = ***')
  expect(maskAssignments('+sql_alchemy_conn = mysql://airflow:old@host/airflow')).toBe(
    '+sql_alchemy_conn = mysql://airflow:***@host/airflow',
  )
  expect(maskAssignments(' environment=AIRFLOW_HOME="/x"')).toBe(' environment=AIRFLOW_HOME="/x"')
  expect(maskAssignments('+result_backend_password: x y')).toBe('+result_backend_password: ***')
})

it('shows that a secret changes without showing it', () => {
  const mask = maskFor(['old-key', 'new-key'])
  const diff = unifiedDiff({ name: 'h:/f', before: 'a\nlast = old-key\n', after: 'a\nlast = new-key\n', mask })
  expect(diff).toBe('--- h:/f\n+++ h:/f\n@@ -1,2 +1,2 @@\n a\n-last = ***\n+last = ***')
  expect(unifiedDiff({ name: 'h:/f', before: 'a', after: 'a', mask })).toBe('')
})
