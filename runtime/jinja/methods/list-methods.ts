import { TemplateValueError } from '../errors.ts'
import { comparator, equals } from '../operators/compare.ts'
import { type Engine, type Filter, withParameters } from '../protocol.ts'
import { integerOr, required } from '../values/arguments.ts'
import { itemsOf } from '../values/sequence.ts'
import { isTruthy } from '../values/truth.ts'

/** Methods of list and tuple that only read; the receiver is the array of items. */
export const SEQUENCE_METHODS: Readonly<Record<string, Filter>> = {
  index: withParameters(['value', 'start', 'end'], (list, given, engine) => {
    const from = integerOr(given.start, 0)
    const found = indexOf((list as unknown[]).slice(from, integerOr(given.end, undefined)), given.value, engine)
    if (found < 0) throw new TemplateValueError('the value is not in the list')
    return from + found
  }),
  count: withParameters(
    ['value'],
    (list, { value }, { budget }) =>
      (list as unknown[]).filter(item => equals(item, required(value, 'value'), budget)).length,
  ),
}

/** Methods of list; the receiver is always an array. Those that change it return None, as in Python. */
export const LIST_METHODS: Readonly<Record<string, Filter>> = {
  ...SEQUENCE_METHODS,
  copy: withParameters([], (list, _given, { budget }) => [...itemsOf(list, budget)]),
  append: changing(['object'], (list, { object }) => list.push(required(object, 'object'))),
  extend: changing(['iterable'], (list, { iterable }, { budget }) => {
    for (const item of [...itemsOf(required(iterable, 'iterable'), budget)]) list.push(item)
  }),
  insert: changing(['index', 'object'], (list, { index, object }) =>
    list.splice(integerOr(index, 0), 0, required(object, 'object')),
  ),
  remove: changing(['value'], (list, { value }, engine) => {
    const found = indexOf(list, value, engine)
    if (found < 0) throw new TemplateValueError('list.remove(x): x not in list')
    list.splice(found, 1)
  }),
  pop: withParameters(['index'], (list, { index }) => pop(list as unknown[], integerOr(index, -1))),
  clear: changing([], list => list.splice(0)),
  reverse: changing([], list => list.reverse()),
  sort: changing(['reverse'], (list, { reverse }, { budget }) => {
    const compare = comparator(budget)
    const isReversed = reverse !== undefined && isTruthy(reverse)
    list.sort((left, right) => (isReversed ? compare(right, left) : compare(left, right)))
  }),
}

type Given = { readonly [name: string]: unknown }

function changing<const Name extends string>(
  parameters: readonly Name[],
  run: (list: unknown[], given: { readonly [name in Name]?: unknown }, engine: Engine) => unknown,
): Filter {
  return withParameters(parameters, (list, given, engine) => {
    engine.budget.charge((list as unknown[]).length / 16)
    run(list as unknown[], given as Given & { readonly [name in Name]?: unknown }, engine)
    return null
  })
}

const indexOf = (list: readonly unknown[], value: unknown, { budget }: Engine): number =>
  list.findIndex(item => equals(item, required(value, 'value'), budget))

function pop(list: unknown[], index: number): unknown {
  const at = index < 0 ? list.length + index : index
  if (at < 0 || at >= list.length) {
    throw new TemplateValueError(list.length === 0 ? 'pop from empty list' : 'pop index out of range')
  }
  return list.splice(at, 1)[0]
}
