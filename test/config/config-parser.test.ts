import { describe, expect, test } from 'vitest'
import { type ConfigFile, fileValue, parseConfig } from '../../runtime/config/config-parser.ts'
import { ConfigSyntaxError } from '../../runtime/config/errors.ts'
import { InterpolationError, interpolated } from '../../runtime/config/resolve/interpolation.ts'
import { askPython, whyNoPython } from './python.ts'

describe('values', () => {
  test('keys are lower-cased and remember the line they stand in', () => {
    const file = parseConfig('# hello\n[core]\n\nDags_Folder: /dags\n', 'airflow.cfg')
    expect(fileValue(file, 'core', 'dags_folder')).toEqual({ text: '/dags', line: 4 })
  })

  test('an indented line goes on with the value, over empty lines and comments', () => {
    const file = parseConfig('[a]\nx = 1\n  two\n\n  # not me\n  three\ny = 2\n\n', 'f')
    expect(fileValue(file, 'a', 'x')?.text).toBe('1\ntwo\n\nthree')
    expect(fileValue(file, 'a', 'y')).toEqual({ text: '2', line: 7 })
  })

  test('text after a value is part of it, even behind a # or ;', () => {
    expect(fileValue(parseConfig('[a]\nx = 1 # one ; two', 'f'), 'a', 'x')?.text).toBe('1 # one ; two')
  })

  test('every section inherits DEFAULT', () => {
    const file = parseConfig('[DEFAULT]\nx = 1\n[a]\ny = 2\n', 'f')
    expect(fileValue(file, 'a', 'x')?.text).toBe('1')
    expect(fileValue(file, 'b', 'x')).toBeUndefined()
  })
})

describe('a file that is not well formed', () => {
  test.each([
    ['x = 1\n', 'airflow.cfg:1: text before the first [section]'],
    ['[a]\nx = 1\nx : 2\n', 'airflow.cfg:3: [a] x was already set in line 2: keep one of them'],
    ['[a]\n[b]\n[a]\n', 'airflow.cfg:3: section [a] was already opened in line 1: join the two'],
    ['[a]\nhunter2\n', 'airflow.cfg:2: a key without a value: write it as "key = value"'],
    ['[a]\n= 1\n', 'airflow.cfg:2: a value without a key'],
  ])('%j is refused', (text, message) => {
    expect(() => parseConfig(text, 'airflow.cfg')).toThrow(
      new ConfigSyntaxError('airflow.cfg', [
        { line: Number(/:(\d+):/.exec(message)?.[1]), reason: message.replace(/^airflow.cfg:\d+: /, '') },
      ]),
    )
    expect(() => parseConfig(text, 'airflow.cfg')).toThrow(`Cannot read the configuration: ${message}`)
  })

  test('all its bad lines are named at once', () => {
    expect(() => parseConfig('[a]\none\nx = 1\ntwo\n', 'f')).toThrow(/2 times:\n {2}f:2: .*\n {2}f:4: /)
  })

  test.each([
    ['100%', 'each literal % to be written as %%'],
    ['%(nobody)s', '%(nobody)s to name a key of [a]'],
    ['%(x', 'each literal % to be written as %%'],
    ['%(x)s', 'references that end within ten levels'],
  ])('the interpolation of %j is refused', (text, message) => {
    const file = parseConfig(`[a]\nx = ${text}\n`, 'f')
    expect(() => interpolated(file, 'a', text)).toThrow(InterpolationError)
    expect(() => interpolated(file, 'a', text)).toThrow(message)
  })
})

const noPython = whyNoPython()
describe.skipIf(noPython !== null)(
  `as Python's configparser${noPython ? ` (skipped: ${noPython})` : ''}`,
  { timeout: 30_000 },
  () => {
    test.each(Object.entries(corpus()))('%s', (_, texts) => {
      const theirs = askPython(configparserProgram, texts) as unknown[]
      texts.forEach((text, index) => {
        expect({ text, result: ours(text) }).toEqual({ text, result: theirs[index] })
      })
    })

    test('three hundred random files', () => {
      const texts = Array.from({ length: 300 }, (_, seed) => randomFile(seed + 1))
      const theirs = askPython(configparserProgram, texts) as object[]
      texts.forEach((text, index) => {
        expect({ text, result: withoutLine(ours(text)) }).toEqual({
          text,
          result: withoutLine(theirs[index] as object),
        })
      })
      expect(theirs.filter(result => !('badLine' in result)).length).toBeGreaterThan(50)
    })
  },
)

/** Of several bad lines Python names another one first where a key is empty twice: that both refuse is what counts. */
function withoutLine(result: object): object {
  return 'badLine' in result ? { badLine: true } : result
}

function corpus(): Record<string, string[]> {
  const a = (body: string) => `[a]\n${body}`
  return {
    delimiters: [
      'x=1',
      'x:1',
      'x = a=b',
      'x : a:b',
      'x=a:b',
      'x:a=b',
      'x =',
      'x:',
      'x y = 1',
      'X.Y-Z = 1',
      'x=\t1 ',
    ].map(a),
    comments: [
      '# c\nx=1',
      '; c\nx=1',
      'x=1 # c',
      'x=1\n# c',
      'x=1\n  # c\n  2',
      'x=1\n  ;c\n\n  2',
      '#x=1',
      'x=#1',
    ].map(a),
    continuation: [
      'x=1\n  2',
      'x=\n  1\n  2',
      'x=1\n\n  2\n\n',
      ' x=1\n y=2',
      ' x=1\n  y=2',
      '  x=1\n y=2',
      'x=1\n\n\n\ty',
      'x=1\n  [b]',
      'x=1\n  y=2\nz=3',
      'x=1\n\ny=2\n  3\n  \n  4',
    ].map(a),
    sections: [
      '',
      '[a]',
      '[a] x',
      '[a]]',
      '[a][b]\nx=1',
      ' [a]\nx=1',
      ' [a]\n x=1\n  [b]\ny=1',
      '[ a ]\nx=1',
      '[]\nx=1',
      '[A]\nx=1\n[a]\nx=2',
      '[DEFAULT]\nx=1\n[a]\ny=2',
      '[default]\nx=1\n[a]\ny=2',
      '[DEFAULT]\nx=1\n[DEFAULT]\ny=1\n[a]\nz=3',
      '[a]\r\nx=1\r\n  2\r\n',
      '# only a comment',
      '\n\n[a]\nx=1',
    ],
    errors: [
      'x=1',
      '[a]\nx=1\nx=2',
      '[a]\nX=1\nx=2',
      '[a]\nx=1\n[a]',
      '[DEFAULT]\nx=1\nx=2',
      '[a]\nx',
      '[a]\n=1',
      '[a]\n:1',
      '[a]\nx\ny\nz=1',
      '[a]\nx=1\ny',
      'text\n[a]',
    ],
    interpolation: [
      'x=1\ny=%(x)s2',
      'x=1\ny=%(X)s',
      'x=%%',
      'x=%%(y)s',
      'x=%',
      'x=1%',
      'x=% d',
      'x=%(y)s',
      'x=%(y)\ny=1',
      'x=%(y',
      'x=%()s',
      'x=%(x)s',
      'x=%(y)s\ny=%(x)s',
      'x=%(y)s\ny=%(z)s\nz=%%',
      'x=%(y)s\n  %(y)s\ny=1\n  2',
      'x=%(y)d\ny=1',
      'x=%%%(y)s%%\ny=v',
      chain(9),
      chain(10),
      chain(11),
    ].map(a),
    'default section': ['x=%(d)s', 'd=2\nx=%(d)s', 'x=1'].map(body => `[DEFAULT]\nd=1\ne=%(x)s\n${a(body)}`),
  }
}

function chain(length: number): string {
  return Array.from({ length }, (_, n) => `k${n}=%(k${n + 1})s`)
    .concat(`k${length}=end`)
    .join('\n')
}

/** Files of a few lines out of the pieces that matter to the format; the same ones in each run. */
function randomFile(seed: number): string {
  const pieces = [
    '[a]',
    '[b]',
    'x',
    'y',
    ' ',
    '\t',
    '=',
    ':',
    '#',
    ';',
    '%%',
    '%(x)s',
    'word',
    '\n',
    '\n',
    '\n  ',
    '\nx = 1',
    '\n[c]\n',
  ]
  let state = seed * 2654435761
  const next = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  return `[start]\n${Array.from({ length: 4 + next(16) }, () => pieces[next(pieces.length)]).join('')}\n`
}

const configparserProgram = `
import configparser, json, sys
def read(text):
    parser = configparser.ConfigParser()
    try:
        parser.read_string(text.replace('\\r\\n', '\\n'))
    except configparser.ParsingError as error:
        return {'badLine': error.errors[0][0] if getattr(error, 'errors', None) else error.lineno}
    except configparser.Error as error:
        return {'badLine': error.lineno}
    def value(section, key):
        try:
            return parser.get(section, key)
        except configparser.InterpolationError:
            return None
    return {section: {key: value(section, key) for key in parser.options(section)} for section in parser.sections()}
print(json.dumps([read(text) for text in json.load(sys.stdin)]))
`

function ours(text: string): object {
  try {
    return readableAll(parseConfig(text, 'f'))
  } catch (error) {
    if (error instanceof ConfigSyntaxError) return { badLine: fatalLine(error) }
    throw error
  }
}

/** Python stops at the first line that repeats a name or precedes all sections; only then it tells of other lines. */
function fatalLine({ problems }: ConfigSyntaxError): number | undefined {
  const fatal = problems.find(({ reason }) => /already|before/.test(reason))
  return (fatal ?? problems[0])?.line
}

function readableAll(file: ConfigFile): object {
  return Object.fromEntries(
    [...file.sections].map(([section, { values }]) => [
      section,
      Object.fromEntries([...file.defaults.keys(), ...values.keys()].map(key => [key, readable(file, section, key)])),
    ]),
  )
}

function readable(file: ConfigFile, section: string, key: string): string | null {
  try {
    return interpolated(file, section, fileValue(file, section, key)?.text ?? '')
  } catch (error) {
    if (error instanceof InterpolationError) return null
    throw error
  }
}
