import { TemplateValueError } from '../errors.ts'
import type { Target } from '../syntax/nodes.ts'
import { Namespace } from '../values/python-types.ts'
import { itemsOf } from '../values/sequence.ts'
import type { Run } from './frame.ts'
import type { Scope } from './scope.ts'

/** Sets a name, an attribute of a namespace, or unpacks into several targets. */
export function assign(target: Target, value: unknown, { run, scope }: { run: Run; scope: Scope }): void {
  if (target.type === 'name') {
    scope.set(target.name, value)
  } else if (target.type === 'namespace') {
    const namespace = scope.get(target.name)
    if (!(namespace instanceof Namespace)) {
      throw new TemplateValueError('cannot assign attribute on non-namespace object: use namespace()')
    }
    namespace.values.set(target.attribute, value)
  } else {
    unpack(target.items, value, { run, scope })
  }
}

function unpack(targets: readonly Target[], value: unknown, into: { run: Run; scope: Scope }): void {
  const items = itemsOf(value, into.run.budget)
  if (items.length !== targets.length) {
    const problem = items.length > targets.length ? 'too many' : 'not enough'
    throw new TemplateValueError(`${problem} values to unpack (expected ${targets.length}, got ${items.length})`)
  }
  for (const [index, target] of targets.entries()) assign(target, items[index], into)
}
