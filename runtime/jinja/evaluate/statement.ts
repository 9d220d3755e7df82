import type { Body, SetBlock, Statement, WithStatement } from '../syntax/nodes.ts'
import { isTruthy } from '../values/truth.ts'
import { assign } from './assign.ts'
import { applyFilter, evaluate } from './expression.ts'
import type { Frame } from './frame.ts'
import { executeBlock, executeExtends, executeFromImport, executeImport, executeInclude } from './loading.ts'
import { executeFor } from './loop.ts'
import { executeCallBlock, Macro } from './macro.ts'
import { TextOutput } from './output.ts'

/** Runs statements in order; what stands behind an `extends` only sets variables and macros. */
export function executeBody(body: Body, frame: Frame): void {
  for (const statement of body) {
    if (frame.inheritance.parent !== null && WRITES.has(statement.type) && frame.scope === frame.top) continue
    executeStatement(statement, frame)
  }
}

const WRITES: ReadonlySet<Statement['type']> = new Set([
  'text',
  'output',
  'block',
  'include',
  'callBlock',
  'filterBlock',
])

function executeStatement(node: Statement, frame: Frame): void {
  if (node.type === 'text') {
    frame.output.text(node.text)
    return
  }
  if ('place' in node) frame.run.place = node.place
  if (node.type === 'output') frame.output.value(evaluate(node.expression, frame))
  else executeTag(node, frame)
}

function executeTag(node: Exclude<Statement, { type: 'text' | 'output' }>, frame: Frame): void {
  switch (node.type) {
    case 'if':
      executeIf(node, frame)
      break
    case 'for':
      executeFor(node, frame)
      break
    case 'set':
      assign(node.target, evaluate(node.value, frame), frame)
      break
    case 'setBlock':
      assign(node.target, filteredBody(node, frame), frame)
      break
    case 'do':
      evaluate(node.expression, frame)
      break
    case 'with':
      executeWith(node, frame)
      break
    case 'filterBlock':
      frame.output.value(filteredBody(node, frame))
      break
    default:
      executeReusable(node, frame)
  }
}

type Reusable = Extract<
  Statement,
  { type: 'macro' | 'callBlock' | 'include' | 'import' | 'fromImport' | 'extends' | 'block' }
>

function executeReusable(node: Reusable, frame: Frame): void {
  switch (node.type) {
    case 'macro':
      frame.scope.set(node.name, new Macro(node, frame))
      break
    case 'callBlock':
      executeCallBlock(node, frame)
      break
    case 'include':
      executeInclude(node, frame)
      break
    case 'import':
      executeImport(node, frame)
      break
    case 'fromImport':
      executeFromImport(node, frame)
      break
    case 'extends':
      executeExtends(node.template, frame)
      break
    case 'block':
      executeBlock(node, frame)
  }
}

function executeIf({ branches, otherwise }: Extract<Statement, { type: 'if' }>, frame: Frame): void {
  for (const { test, body, place } of branches) {
    frame.run.place = place
    if (isTruthy(evaluate(test, frame))) {
      frame.execute(body, frame)
      return
    }
  }
  frame.execute(otherwise, frame)
}

/** All values are evaluated before any is set, as in Jinja2. */
function executeWith({ bindings, body }: WithStatement, frame: Frame): void {
  const scope = frame.scope.inner()
  const values = bindings.map(([, value]) => evaluate(value, frame))
  for (const [index, [target]] of bindings.entries()) assign(target, values[index], { run: frame.run, scope })
  frame.execute(body, { ...frame, scope })
}

/** What a body writes, in a scope of its own, behind its filters. */
function filteredBody({ body, filters, place }: FilteredBlock, frame: Frame): unknown {
  const output = new TextOutput(frame.run.budget)
  frame.execute(body, { ...frame, scope: frame.scope.inner(), output })
  frame.run.place = place
  return filters.reduce<unknown>((value, filter) => applyFilter(value, filter, frame), output.written)
}

type FilteredBlock = SetBlock | Extract<Statement, { type: 'filterBlock' }>
