import { expect, test } from 'vitest'
import { exceptionRepr, pythonRepr } from '../../../runtime/queue/message/python-repr.ts'
import { hasPythonModule, runPython } from '../../db/python.ts'

test("A command is shown as Python's list of strings", () => {
  expect(pythonRepr([['airflow', 'tasks', 'run']])).toBe("[['airflow', 'tasks', 'run']]")
})

test('A string with quotes is quoted the other way, or escaped when it has both', () => {
  expect(pythonRepr("it's")).toBe(`"it's"`)
  expect(pythonRepr(`it's "x"`)).toBe(`'it\\'s "x"'`)
})

test('An exception is shown with its message', () => {
  expect(exceptionRepr('KeyError', 'nosuch')).toBe("KeyError('nosuch')")
})

test.skipIf(!hasPythonModule('json'))("Every value is shown as Python's own repr shows it", () => {
  const values = [
    ...[null, true, false, 0, -7, 1.5, '', 'a', "'", '"', `'"`, '\\', 'a\nb\r\tc', '\u0000\u001b\u007f\u00a0\u00ad'],
    ...['é', '日本', '😀', '\u2028', '\u200b', '\ud83d\ude00x', { a: [1, { b: null }], "c'd": '😀' }, [], {}, [[]]],
  ]
  const program = 'import json, sys; print(json.dumps([repr(one) for one in json.load(sys.stdin)]))'
  expect(values.map(pythonRepr)).toEqual(runPython(program, values))
})
