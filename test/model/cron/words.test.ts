import { expect, test } from 'vitest'
import { cronInWords } from '../../../runtime/model/cron/words.ts'

test.each([
  ['* * * * *', 'Every minute'],
  ['*/1 * * * *', 'Every minute'],
  ['*/5 * * * *', 'Every 5 minutes'],
  ['0 * * * *', 'Every hour'],
  ['30 * * * *', 'At 30 minutes past the hour'],
  ['0 */2 * * *', 'Every 2 hours'],
  ['15 */2 * * *', 'At 15 minutes past the hour, every 2 hours'],
  ['0 0 * * *', 'At 00:00'],
  ['0 0 ? * *', 'At 00:00'],
  ['0 6,18 * * *', 'At 06:00 and 18:00'],
  ['0 9 * * MON-FRI', 'At 09:00, Monday through Friday'],
  ['0 9 * * 1,3,5', 'At 09:00, only on Monday, Wednesday, and Friday'],
  ['5 4 * * 7', 'At 04:05, only on Sunday'],
  ['*/15 * * * 1', 'Every 15 minutes, only on Monday'],
  ['0 0 L * *', 'At 00:00, on the last day of the month'],
  ['0 0 1,15 * *', 'At 00:00, on day 1 and 15 of the month'],
  ['0 0 1 */3 *', 'At 00:00, on day 1 of the month, every 3 months'],
  ['0 0 1 1-3 *', 'At 00:00, on day 1 of the month, January through March'],
  ['0 0 * JAN,JUL *', 'At 00:00, only in January and July'],
])('"%s" reads as Airflow puts it: %s', (expression, words) => {
  expect(cronInWords(expression)).toBe(words)
})

test.each(['0 0 1 * 1', '0 8-17 * * *', '0,30 * * * *', '0 0 * * fri#2', '*/10 3 * * *', '0 0 * * * 30'])(
  'leaves "%s" as it is',
  expression => {
    expect(cronInWords(expression)).toBeNull()
  },
)
