import { expect, test } from 'vitest'
import { SENTENCES } from '../../runtime/service/sentences.ts'

/** Answers every field with its own name, which is a number to those who ask for one. */
const fields = new Proxy(
  {},
  {
    get: (_, name) => {
      const text = `<${String(name)}>`
      return Object.assign(Object(text), { toString: () => text, valueOf: () => 1000 })
    },
  },
)

const sentences = Object.entries(SENTENCES).map(([event, say]) => [event, say(fields as never)] as const)

test.each(sentences)('%s is one sentence: %s', (_, sentence) => {
  expect(sentence).toMatch(/^[A-Z<]/)
  expect(sentence).not.toMatch(/\n$|undefined|\[object|NaN/)
})

test.each(['pool_missing', 'pool_too_small', 'dag_auto_paused', 'dag_unreadable', 'dag_duplicate'] as const)(
  '%s says what to do next',
  event => {
    const sentence = SENTENCES[event]({ ...FIELDS, error: 'It is unreadable. Parse it again' } as never)
    expect(sentence.split(/[.:] /).length).toBeGreaterThan(1)
  },
)

const FIELDS = { dagId: 'd', taskId: 't', pool: 'p', wants: 2, slots: 1, failures: 3, file: 'a.ts', other: 'b.ts' }

test('a run that ended says why, where there is more to say than its state', () => {
  const end = { dagId: 'd', runId: 'r', state: 'failed', reason: 'timed_out' }
  expect(SENTENCES.dag_run_finished(end)).toBe('Marking run <DagRun d @ r> failed (timed_out)')
  expect(SENTENCES.dag_run_finished({ ...end, reason: '' })).toBe('Marking run <DagRun d @ r> failed')
})
