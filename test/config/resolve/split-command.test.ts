import { expect, test } from 'vitest'
import { splitCommand } from '../../../runtime/config/resolve/split-command.ts'
import { askPython, whyNoPython } from '../python.ts'

test('words are split at spaces outside quotes', () => {
  expect(splitCommand(`cat "/run/my secrets"/x 'a "b"' c\\ d`)).toEqual(['cat', '/run/my secrets/x', 'a "b"', 'c d'])
})

test.each(['echo "x', "echo 'x", 'echo x\\'])('%s is not a command line', line => {
  expect(splitCommand(line)).toBeNull()
})

const noPython = whyNoPython()
test.skipIf(noPython !== null)(
  `all as Python's shlex splits it${noPython ? ` (skipped: ${noPython})` : ''}`,
  { timeout: 30_000 },
  () => {
    const lines = [
      '',
      '  ',
      'a  b\tc\nd',
      `a'b'c"d"e`,
      `''`,
      `"" ''`,
      `"a\\"b" "a\\nb" "a\\\\b" "a\\$b"`,
      `'a\\b'`,
      'a\\"b',
      'a\\\\b',
      '# no comment',
      'a;b|c&d',
      'a=b $X `y`',
      'x"',
      "x'y",
      '\\',
      'a "b\'c" d',
    ]
    const program = `
import json, shlex, sys
def split(line):
    try:
        return shlex.split(line)
    except ValueError:
        return None
print(json.dumps([split(line) for line in json.load(sys.stdin)]))
`
    expect(lines.map(splitCommand)).toEqual(askPython(program, lines))
  },
)
