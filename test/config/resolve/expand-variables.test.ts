// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are variables of the shell
import { expect, test } from 'vitest'
import { EndlessExpansion, expandVariables } from '../../../runtime/config/resolve/expand-variables.ts'
import { askPython, whyNoPython } from '../python.ts'

const env = { A: 'a', B: '$A/b', C: '${B}/c', HOMEY: '~/x', EMPTY: '' }
const surroundings = { env, userHome: '/home/me' }
const texts = [
  '$A',
  '${A}',
  '$C',
  '$Ab',
  '${A}b',
  '$NOBODY',
  '${NOBODY}',
  '$$A',
  '$',
  'a$',
  '${',
  '${}',
  '~',
  '~/x',
  'a~',
  '$HOMEY',
  '[$EMPTY]',
]

test.each([
  ['$C', 'a/b/c'],
  ['~/dags', '/home/me/dags'],
  ['$HOMEY', '/home/me/x'],
  ['pa$$word', 'pa$$word'],
  ['x~', 'x~'],
])('%s becomes %s', (text, expanded) => {
  expect(expandVariables(text, surroundings)).toBe(expanded)
})

test('a variable that holds itself is refused', () => {
  expect(() => expandVariables('$X', { env: { X: 'x$X' }, userHome: '/' })).toThrow(EndlessExpansion)
})

const noPython = whyNoPython()
test.skipIf(noPython !== null)(
  `all as Python expands it${noPython ? ` (skipped: ${noPython})` : ''}`,
  { timeout: 30_000 },
  () => {
    const program = `
import json, os, sys
question = json.load(sys.stdin)
os.environ.clear()
os.environ.update(question['env'])
def stable(text):
    while True:
        after = os.path.expanduser(os.path.expandvars(text))
        if after == text:
            return text
        text = after
print(json.dumps([stable(text) for text in question['texts']]))
`
    const theirs = askPython(program, { env: { ...env, HOME: '/home/me' }, texts }) as string[]
    expect(texts.map(text => [text, expandVariables(text, surroundings)])).toEqual(
      texts.map((text, n) => [text, theirs[n]]),
    )
  },
)
