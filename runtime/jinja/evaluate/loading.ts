import { TemplateNotFoundError, TemplateValueError } from '../errors.ts'
import { TEMPLATE_ATTRIBUTES, TemplateFunction, type TemplateObject } from '../protocol.ts'
import type {
  BlockStatement,
  Expression,
  FromImportStatement,
  ImportStatement,
  IncludeStatement,
  Template,
} from '../syntax/nodes.ts'
import { Undefined } from '../values/python-types.ts'
import { itemsOf } from '../values/sequence.ts'
import { evaluate } from './expression.ts'
import type { Frame, Inheritance } from './frame.ts'
import { TextOutput } from './output.ts'
import { Scope } from './scope.ts'

/** Renders a template with the templates that it extends; the last parent writes. */
export function executeTemplate(template: Template, frame: Omit<Frame, 'inheritance'>): void {
  const inheritance: Inheritance = { blocks: new Map(), parent: null }
  let current = template
  for (;;) {
    for (const block of current.blocks.values()) {
      inheritance.blocks.set(block.name, [...(inheritance.blocks.get(block.name) ?? []), block])
    }
    inheritance.parent = null
    frame.execute(current.body, { ...frame, inheritance })
    if (inheritance.parent === null) return
    current = inheritance.parent
  }
}

export function executeExtends(template: Expression, frame: Frame): void {
  if (frame.inheritance.parent !== null) throw new TemplateValueError('extended multiple times')
  frame.inheritance.parent = load(template, frame)
}

export function executeBlock({ name, isScoped }: BlockStatement, frame: Frame): void {
  const chain = frame.inheritance.blocks.get(name) ?? []
  const outer = isScoped ? frame.scope : frame.top
  runBlock(chain, 0, { ...frame, scope: outer.inner() })
}

export function executeInclude(node: IncludeStatement, frame: Frame): void {
  const template = tryLoad(node.template, frame, node.ignoreMissing)
  if (template === null) return
  const scope = node.withContext ? frame.scope.inner() : Scope.top(frame.run.global)
  inPlace(frame, () => executeTemplate(template, { ...frame, scope, top: scope }))
}

export function executeImport(node: ImportStatement, frame: Frame): void {
  frame.scope.set(node.alias, importModule(node, frame))
}

export function executeFromImport(node: FromImportStatement, frame: Frame): void {
  const module = importModule(node, frame)
  for (const [name, alias] of node.names) {
    const value = module[TEMPLATE_ATTRIBUTES](name)
    const missing = `the template does not export the requested name '${name}'`
    frame.scope.set(alias, value === undefined ? new Undefined(missing) : value)
  }
}

function runBlock(chain: readonly BlockStatement[], level: number, frame: Frame): void {
  const block = chain[level]
  if (block === undefined) return
  if (block.isRequired) throw new TemplateValueError(`Required block '${block.name}' not found`)
  frame.scope.set('super', superOf(chain, level, frame))
  frame.execute(block.body, frame)
}

function superOf(chain: readonly BlockStatement[], level: number, frame: Frame): unknown {
  if (level + 1 >= chain.length) return new Undefined(`there is no parent block called '${chain[level]?.name}'.`)
  return new TemplateFunction('super', () => {
    const output = new TextOutput(frame.run.budget)
    inPlace(frame, () => runBlock(chain, level + 1, { ...frame, output, scope: frame.scope.inner() }))
    return output.written
  })
}

function importModule({ template, withContext }: ImportStatement | FromImportStatement, frame: Frame): TemplateObject {
  const loaded = load(template, frame)
  const scope = withContext ? frame.scope.inner() : Scope.top(frame.run.global)
  const output = new TextOutput(frame.run.budget)
  inPlace(frame, () => executeTemplate(loaded, { ...frame, scope, top: scope, output }))
  return {
    templateType: 'TemplateModule',
    [TEMPLATE_ATTRIBUTES]: name => (name.startsWith('_') ? undefined : scope.own.get(name)),
    toTemplateString: () => output.written,
  }
}

/** Errors behind the call belong to the calling tag again. */
function inPlace(frame: Frame, act: () => void): void {
  const { place } = frame.run
  act()
  frame.run.place = place
}

const load = (template: Expression, frame: Frame): Template => tryLoad(template, frame, false) as Template

/** A name, or a list of names of which the first that exists is taken. */
function tryLoad(node: Expression, frame: Frame, ignoreMissing: boolean): Template | null {
  const given = evaluate(node, frame)
  const names = typeof given === 'string' ? [given] : itemsOf(given, frame.run.budget)
  for (const name of names) {
    try {
      return frame.run.load(String(name))
    } catch (error) {
      if (!(error instanceof TemplateNotFoundError)) throw error
    }
  }
  if (ignoreMissing) return null
  throw new TemplateNotFoundError(names.join('", "'))
}
