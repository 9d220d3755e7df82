import { TemplateValueError } from '../errors.ts'
import { type CallArguments, type Engine, type Filter, withParameters } from '../protocol.ts'
import { required } from '../values/arguments.ts'
import { dictDelete, dictEntries, dictGet, dictHas, dictKeys, dictSet } from '../values/dict.ts'
import { DictView, Tuple } from '../values/python-types.ts'
import { itemsOf } from '../values/sequence.ts'
import { repr } from '../values/to-text.ts'
import { type Dict, isDict, typeName } from '../values/type-of.ts'

/** Methods of dict; the receiver is always a Map or plain object. */
export const DICT_METHODS: Readonly<Record<string, Filter>> = {
  get: withParameters(['key', 'default'], (dict, given) => {
    const value = dictGet(dict as Dict, required(given.key, 'key'))
    return value === undefined ? (given.default ?? null) : value
  }),
  keys: withParameters([], dict => new DictView('dict_keys', dictKeys(dict as Dict))),
  values: withParameters(
    [],
    dict =>
      new DictView(
        'dict_values',
        dictEntries(dict as Dict).map(([, item]) => item),
      ),
  ),
  items: withParameters([], dict => new DictView('dict_items', pairs(dict as Dict))),
  copy: withParameters([], dict => new Map(dictEntries(dict as Dict))),
  pop: withParameters(['key', 'default'], (dict, given, engine) => pop(dict as Dict, given, engine)),
  popitem: withParameters([], dict => popLast(dict as Dict)),
  setdefault: withParameters(['key', 'default'], (dict, given) => setDefault(dict as Dict, given)),
  clear: withParameters([], dict => {
    for (const key of dictKeys(dict as Dict)) dictDelete(dict as Dict, key)
    return null
  }),
  update: (dict, args, engine) => {
    for (const [key, item] of entriesOf(args, engine)) dictSet(dict as Dict, key, item)
    return null
  },
}

/** What `dict(...)` and `dict.update(...)` take: a mapping or pairs, and named arguments. */
export function entriesOf({ positional, named }: CallArguments, engine: Engine): (readonly [unknown, unknown])[] {
  if (positional.length > 1) throw new TemplateValueError(`expected at most 1 argument, got ${positional.length}`)
  const source = positional[0] ?? []
  const entries = isDict(source)
    ? dictEntries(source)
    : itemsOf(source, engine.budget).map(item => pairOf(item, engine))
  engine.budget.charge(entries.length + named.size)
  return [...entries, ...named]
}

function pairOf(item: unknown, { budget }: Engine): readonly [unknown, unknown] {
  const [key, value, ...more] = itemsOf(item, budget)
  if (value !== undefined && more.length === 0) return [key, value]
  throw new TemplateValueError(`dictionary update needs pairs, got '${typeName(item)}' of another length`)
}

const pairs = (dict: Dict): Tuple[] => dictEntries(dict).map(entry => new Tuple(entry))

type Given = { readonly key?: unknown; readonly default?: unknown }

function pop(dict: Dict, given: Given, { budget }: Engine): unknown {
  const key = required(given.key, 'key')
  if (!dictHas(dict, key)) {
    if (given.default !== undefined) return given.default
    throw new TemplateValueError(`the dict has no key ${repr(key, budget)} (KeyError)`)
  }
  const value = dictGet(dict, key)
  dictDelete(dict, key)
  return value
}

function popLast(dict: Dict): Tuple {
  const last = dictEntries(dict).at(-1)
  if (last === undefined) throw new TemplateValueError('popitem(): dictionary is empty')
  dictDelete(dict, last[0])
  return new Tuple(last)
}

function setDefault(dict: Dict, given: Given): unknown {
  const key = required(given.key, 'key')
  if (!dictHas(dict, key)) dictSet(dict, key, given.default ?? null)
  return dictGet(dict, key)
}
