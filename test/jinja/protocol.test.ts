import { describe, expect, test } from 'vitest'
import {
  TEMPLATE_ATTRIBUTES,
  TEMPLATE_ITEMS,
  type TemplateObject,
  templateFunction,
} from '../../runtime/jinja/protocol.ts'
import { renderTemplate } from '../../runtime/jinja/render.ts'

describe('a function of ours', () => {
  const show = templateFunction('show', ['a', 'b'], given => JSON.stringify(given))
  const render = (template: string): string => renderTemplate(template, { show })

  test('takes arguments by position and by name', () => {
    expect(render('{{ show(1, b=2) }}')).toBe('{"a":1,"b":2}')
    expect(render('{{ show(b=2) }}')).toBe('{"b":2}')
    expect(render('{{ show(*[1], **{"b": none}) }}')).toBe('{"a":1,"b":null}')
  })

  test('gets tuples as arrays', () => {
    expect(render('{{ show(("x", "y")) }}')).toBe('{"a":["x","y"]}')
  })

  test('refuses what it does not take', () => {
    expect(() => render('{{ show(1, 2, 3) }}')).toThrow('too many arguments: 3 given, takes a, b')
    expect(() => render('{{ show(c=1) }}')).toThrow("unexpected keyword argument 'c': takes a, b")
    expect(() => render('{{ show(1, a=2) }}')).toThrow("got multiple values for argument 'a'")
    expect(() => render('{{ show(nope) }}')).toThrow("'nope' is undefined")
  })

  test('prints with its name', () => {
    expect(render('{{ show }} {{ [show] }}')).toBe('<function show> [<function show>]')
  })
})

describe('an object of ours', () => {
  const task: TemplateObject = {
    templateType: 'TaskInstance',
    [TEMPLATE_ATTRIBUTES]: name =>
      new Map<string, unknown>([
        ['task_id', 'load'],
        ['nothing', null],
      ]).get(name),
    [TEMPLATE_ITEMS]: () => [1, 2],
    toTemplateString: () => 'the task',
    toTemplateRepr: () => '<Task load>',
  }
  const render = (template: string): string => renderTemplate(template, { task })

  test('shows its attributes, by name or key', () => {
    expect(render("{{ task.task_id }} {{ task['task_id'] }} {{ task.nothing }}")).toBe('load load None')
    expect(() => render('{{ task.toTemplateString }}')).toThrow(
      "'TaskInstance object' has no attribute 'toTemplateString'",
    )
  })

  test('prints as it says', () => {
    expect(render('{{ task }} {{ [task] }}')).toBe('the task [<Task load>]')
  })

  test('can be looped over', () => {
    expect(render('{% for x in task %}{{ x }}{% endfor %} {{ task | length }} {{ 2 in task }}')).toBe('12 2 True')
  })

  test('cannot be called or compared unless it says how', () => {
    expect(() => render('{{ task() }}')).toThrow("'TaskInstance' object is not callable")
    expect(() => render('{{ task < 1 }}')).toThrow("'<' not supported between instances of 'TaskInstance' and 'int'")
    expect(render('{{ task == 1 }} {{ task == task }}')).toBe('False True')
  })
})
