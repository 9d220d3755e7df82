import { describe, expect, test } from 'vitest'
import {
  TemplateError,
  TemplateLimitError,
  TemplateLoaderMissing,
  TemplateNotFoundError,
  TemplateSyntaxError,
  TemplateUndefinedError,
  TemplateValueError,
} from '../../runtime/jinja/errors.ts'
import { TEMPLATE_ATTRIBUTES, type TemplateObject, templateFunction } from '../../runtime/jinja/protocol.ts'
import { renderTemplate } from '../../runtime/jinja/render.ts'
import type { RenderOptions, TemplateContext } from '../../runtime/jinja/run.ts'
import { SlipstreamError } from '../../runtime/model/errors.ts'

function errorOf(template: string, context: TemplateContext = {}, options: RenderOptions = {}): TemplateError {
  try {
    renderTemplate(template, context, options)
  } catch (error) {
    if (error instanceof TemplateError) return error
    throw error
  }
  throw new Error(`expected an error from ${template}`)
}

describe('errors', () => {
  test('an undefined variable is named with its line and its tag', () => {
    const error = errorOf('one\ntwo {{ params.x }}\nthree {{  foo | upper  }}', { params: { x: 1 } })
    expect(error).toBeInstanceOf(TemplateUndefinedError)
    expect(error.message).toBe("'foo' is undefined (template line 3: {{ foo | upper }})")
    expect([error.line, error.expression, error.problem]).toEqual([3, '{{  foo | upper  }}', "'foo' is undefined"])
  })

  test('a missing key of params is named', () => {
    expect(errorOf('{{ params.table }}', { params: {} }).message).toBe(
      "'dict object' has no attribute 'table' (template line 1: {{ params.table }})",
    )
  })

  test('an error behind a macro call belongs to the calling tag', () => {
    const error = errorOf('{% macro m() %}\nx\n{% endmacro %}\n{{ m() ~ nope }}')
    expect([error.line, error.expression]).toEqual([4, '{{ m() ~ nope }}'])
  })

  test('a syntax error has the line and the tag', () => {
    const error = errorOf('a\n{% if x %}\n{{ 1 + }}{% endif %}')
    expect(error).toBeInstanceOf(TemplateSyntaxError)
    expect(error.message).toBe("Expected an expression, got 'end of print statement' (template line 3: {{ 1 + }})")
  })

  test('a block without its end names the end tags that were looked for', () => {
    expect(errorOf('{% for x in y %}').problem).toBe(
      "Unexpected end of template. Jinja was looking for the following tags: 'endfor' or 'else'",
    )
  })

  test('an unknown filter or test is named', () => {
    expect(errorOf('{{ 1 | nope }}').problem).toBe("No filter named 'nope'.")
    expect(errorOf('{{ 1 is nope }}').problem).toBe("No test named 'nope'.")
  })

  test('long tags are shortened in the message', () => {
    const error = errorOf(`{{ foo ~ '${'x'.repeat(500)}' }}`)
    expect(error.message.length).toBeLessThan(200)
  })

  test('what a host function cannot do keeps its cause and gets the place', () => {
    const cause = new SlipstreamError('Variable x does not exist')
    const read = templateFunction('read', [], () => {
      throw cause
    })
    const error = errorOf('\n{{ read() }}', { read })
    expect(error.message).toBe('Variable x does not exist (template line 2: {{ read() }})')
    expect(error.cause).toBe(cause)
  })

  test('a bug in a host function stays what it is', () => {
    const broken = (): never => {
      throw new TypeError('our bug')
    }
    expect(() => renderTemplate('{{ broken() }}', { broken })).toThrow(TypeError)
  })
})

describe('limits', () => {
  const endless: readonly (readonly [string, string])[] = [
    ['a loop that is far too long', '{% for i in range(10 ** 9) %}{% endfor %}'],
    ['loops in loops', '{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}'],
    ['a macro that calls itself', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}'],
    ['repeated text', "{{ 'x' * 1000000000 }}"],
    ['a repeated list', '{{ [0] * 1000000000 }}'],
    [
      'text that doubles',
      "{% set ns = namespace(x='xxxxxxxxxx') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    ],
    [
      'a list that doubles',
      '{% set ns = namespace(x=[1]) %}{% for i in range(99) %}{% set ns.x = ns.x + ns.x %}{% endfor %}',
    ],
    [
      'a list of the same list',
      '{% set ns = namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}',
    ],
    [
      'comparing such lists',
      '{% set ns = namespace(x=[], y=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% set ns.y = [ns.y, ns.y] %}{% endfor %}{{ ns.x == ns.y }}',
    ],
    [
      'such a list as JSON',
      '{% set ns = namespace(x=[]) %}{% for i in range(99) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x | tojson }}',
    ],
    ['wide padding', "{{ 'x'.center(10 ** 9) }}"],
    ['wide zeros', "{{ '1'.zfill(10 ** 9) }}"],
    ['a wide format', "{{ '{:1000000000}'.format(1) }}"],
    ['a wide % format', "{{ '%1000000000d' % 1 }}"],
    ['wide tabs', "{{ 'a\\tb'.expandtabs(10 ** 9) }}"],
    ['deep indents', "{{ 'a\\nb' | indent(10 ** 9) }}"],
    ['deep JSON', '{{ [1] | tojson(indent=10 ** 9) }}'],
    ['a filled batch', "{{ [1] | batch(10 ** 9, 'x') | list }}"],
    ['a replacement that grows', "{{ ('a' * 1000000).replace('a', 'b' * 1000000) }}"],
    ['a join that grows', "{{ (['x' * 1000000] * 10000) | join }}"],
  ]

  test.each(endless)('%s ends in an error', (_name, template) => {
    expect(errorOf(template)).toBeInstanceOf(TemplateLimitError)
  })

  test('a list within itself prints as Python prints it', () => {
    expect(renderTemplate('{% set l = [1] %}{% do l.append(l) %}{{ l }}', {})).toBe('[1, [...]]')
  })

  test('brackets without end are a syntax error', () => {
    expect(errorOf(`{{ ${'('.repeat(100_000)}1${')'.repeat(100_000)} }}`)).toBeInstanceOf(TemplateSyntaxError)
  })

  test('the limits can be chosen', () => {
    const limits = { maxSteps: 10, maxOutputLength: 5 }
    expect(errorOf('{% for i in range(20) %}{% endfor %}', {}, { limits }).message).toContain('more than 10 steps')
    expect(errorOf('123456', {}, { limits }).message).toContain('more than 5 characters')
    expect(renderTemplate('12345', {}, { limits })).toBe('12345')
  })

  test('long output within the limit is fine', () => {
    expect(renderTemplate("{% for i in range(1000) %}{{ 'x' * 1000 }}{% endfor %}", {})).toHaveLength(1_000_000)
  })

  test.each([
    ["'1' * 200000 ~ 'x'", 'float'],
    ["'_1' * 200000 ~ 'x'", 'float'],
    ["'&#1' * 200000", 'striptags'],
    ["'<' * 200000", 'striptags'],
    ["' ' * 200000 ~ 'x'", 'trim'],
    ["'a-' * 100000", 'wordwrap(5)'],
  ])('{{ (%s) | %s }} takes no quadratic time', (text, filter) => {
    const start = performance.now()
    renderTemplate(`{{ ((${text}) | ${filter}) is defined }}`, {})
    expect(performance.now() - start).toBeLessThan(3000)
  })
})

describe('what templates cannot reach', () => {
  class Secret {
    readonly password = 'hidden'
  }
  const context = { text: 'x', list: [1], dict: { a: 1 }, call: () => 1, secret: new Secret(), date: new Date(0) }

  test.each([
    'text.constructor',
    'text.__proto__',
    'text.length',
    "text['constructor']",
    "text | attr('constructor')",
    'list.constructor',
    'list.push',
    'list.length',
    'dict.constructor',
    'dict.__proto__',
    "dict['__proto__']",
    'dict.hasOwnProperty',
    'dict.toString',
    'call.constructor',
    'call.prototype',
    'call.bind',
    'secret.password',
    "secret['password']",
    'date.getTime',
    'range.functionName',
    'loop.constructor',
  ])('{{ %s }} is undefined', expression => {
    const template = `{% for x in [1] %}{{ ${expression} }}{% endfor %}`
    expect(errorOf(template, context)).toBeInstanceOf(TemplateUndefinedError)
    const chained = `{% for x in [1] %}{{ ${expression}('return 1')() }}{% endfor %}`
    expect(errorOf(chained, context)).toBeInstanceOf(TemplateUndefinedError)
  })

  test('a name of Object.prototype is no variable', () => {
    for (const name of ['constructor', 'toString', '__proto__', 'hasOwnProperty']) {
      expect(errorOf(`{{ ${name} }}`)).toBeInstanceOf(TemplateUndefinedError)
    }
  })

  test('filters and tests are not looked up on prototypes', () => {
    expect(errorOf('{{ 1 | constructor }}', {}, { filters: {} }).problem).toBe("No filter named 'constructor'.")
    expect(errorOf('{{ 1 is toString }}', {}, { tests: {} }).problem).toBe("No test named 'toString'.")
  })

  test('an object that is no data cannot be printed', () => {
    expect(errorOf('{{ secret }}', context)).toBeInstanceOf(TemplateValueError)
    expect(errorOf('{{ [date] }}', context).problem).toContain('A JavaScript Date has no text')
  })

  test('an own key of that name is data like any other', () => {
    const dict = JSON.parse('{"__proto__": 1, "constructor": 2}')
    expect(renderTemplate("{{ dict['__proto__'] }}{{ dict.constructor }}{{ dict }}", { dict })).toBe(
      "12{'__proto__': 1, 'constructor': 2}",
    )
  })

  test('setting such a key changes no prototype', () => {
    renderTemplate("{% do d.update({'__proto__': {'polluted': 1}}) %}", { d: {} })
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('the context', () => {
  test('what a template changes stays within its rendering', () => {
    const context = { items: [1], dict: { a: [1] } }
    const template = '{% do items.append(2) %}{% do dict.a.append(2) %}{% do dict.update(b=3) %}{{ items }} {{ dict }}'
    expect(renderTemplate(template, context)).toBe("[1, 2] {'a': [1, 2], 'b': 3}")
    expect(renderTemplate(template, context)).toBe("[1, 2] {'a': [1, 2], 'b': 3}")
    expect(context).toEqual({ items: [1], dict: { a: [1] } })
  })

  test('what a host object gives is not changed either', () => {
    const conf = { list: [1] }
    const run: TemplateObject = {
      [TEMPLATE_ATTRIBUTES]: name => (name === 'conf' ? conf : undefined),
      toTemplateString: () => '<run>',
    }
    expect(renderTemplate('{% do run.conf.list.append(2) %}{{ run.conf.list }}', { run })).toBe('[1, 2]')
    expect(conf).toEqual({ list: [1] })
  })

  test('a variable that is undefined in JavaScript is undefined, null is None', () => {
    expect(renderTemplate('{{ a is defined }} {{ b }}', { a: undefined, b: null })).toBe('False None')
  })

  test('a plain function takes positions, and names as one object', () => {
    const call = (...args: unknown[]): string => JSON.stringify(args)
    expect(renderTemplate('{{ call(1, "a") }} {{ call(1, b=2) }}', { call })).toBe('[1,"a"] [1,{"b":2}]')
  })

  test('filters and tests of the caller come first', () => {
    const options: RenderOptions = {
      filters: { upper: value => `<${String(value)}>`, twice: value => `${String(value)}${String(value)}` },
      tests: { nice: value => value === 'x' },
    }
    expect(renderTemplate('{{ "x" | upper | twice }} {{ "x" is nice }}', {}, options)).toBe('<x><x> True')
  })

  test('a context variable hides a global of the same name', () => {
    expect(renderTemplate('{{ range }}', { range: 5 })).toBe('5')
  })
})

describe('loading', () => {
  test('without a loader, include says what to do', () => {
    const error = errorOf("{% include 'part.sql' %}")
    expect(error).toBeInstanceOf(TemplateLoaderMissing)
    expect(error.message).toContain('Loading "part.sql" is not supported here')
  })

  test('a name that the loader does not have is an error', () => {
    const error = errorOf("x\n{% include 'part.sql' %}", {}, { loader: () => undefined })
    expect(error).toBeInstanceOf(TemplateNotFoundError)
    expect(error.line).toBe(2)
  })

  test('a template that includes itself ends in an error', () => {
    const loader = (): string => "{% include 'self' %}"
    expect(errorOf("{% include 'self' %}", {}, { loader })).toBeInstanceOf(TemplateLimitError)
  })
})
