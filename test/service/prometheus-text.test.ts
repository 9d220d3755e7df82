import { expect, test } from 'vitest'
import { prometheusText } from '../../runtime/service/prometheus-text.ts'

test('metrics are written in the text format, labels escaped', () => {
  const samples = [
    { labels: {}, value: 3 },
    { suffix: '_bucket', labels: { task: 'a"b\\c\nd', le: '+Inf' }, value: 0.25 },
  ]
  expect(prometheusText([{ name: 'm', help: 'What it is', type: 'gauge', samples }])).toBe(
    '# HELP m What it is\n# TYPE m gauge\nm 3.0\nm_bucket{task="a\\"b\\\\c\\nd",le="+Inf"} 0.25\n',
  )
})
