import { expect, test } from 'vitest'
import { pythonJson, pythonRepr, pythonText } from '../../../runtime/cli/output/python-text.ts'

test('JSON has spaces and only ASCII, as json.dumps writes it', () => {
  expect(pythonJson({ a: [1, null, true], é: '😀' })).toBe('{"a": [1, null, true], "\\u00e9": "\\ud83d\\ude00"}')
})

test('repr quotes as Python does', () => {
  expect(pythonRepr({ a: [null, false, 1.5], "it's": 'say "x"\n' })).toBe(
    `{'a': [None, False, 1.5], "it's": 'say "x"\\n'}`,
  )
})

test('a text stands for itself', () => {
  expect([pythonText('a'), pythonText(true), pythonText(['a'])]).toEqual(['a', 'True', "['a']"])
})
