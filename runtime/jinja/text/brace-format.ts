import { TemplateValueError } from '../errors.ts'
import { type CallArguments, type Engine, isTemplateObject } from '../protocol.ts'
import { isFloat, isNumeric, numberOf } from '../values/numbers.ts'
import { requireDefined } from '../values/python-types.ts'
import { repr, toText } from '../values/to-text.ts'
import { typeName } from '../values/type-of.ts'
import { formatFloat, formatInteger, formatText, parseSpec } from './format-spec.ts'

/** How `{0.name}` and `{0[key]}` look into a value. */
export interface Lookup {
  readonly attribute: (value: unknown, name: string) => unknown
  readonly item: (value: unknown, key: unknown) => unknown
}

const PART = /\{\{|\}\}|\{((?:[^{}]|\{[^{}]*\})*)\}|[{}]/g
const FIELD = /^([^.[!:]*)((?:\.[^.[!:]+|\[[^\]]+\])*)(?:!([rsa]))?(?::(.*))?$/s

/** Python's str.format(). */
export function braceFormat(template: string, args: CallArguments, engine: Engine, lookup: Lookup): string {
  const fields = new Fields(args, lookup)
  const text = template.replace(PART, (part: string, field: string | undefined) => {
    if (part === '{{') return '{'
    if (part === '}}') return '}'
    if (field === undefined) throw new TemplateValueError(`Single '${part}' encountered in format string`)
    return formatField(field, fields, engine)
  })
  return engine.budget.text(text)
}

/** Python's format(value, spec). */
function formatValue(value: unknown, spec: string, { budget }: Pick<Engine, 'budget'>): string {
  requireDefined(value)
  if (isTemplateObject(value) && value.toTemplateFormat !== undefined) return value.toTemplateFormat(spec)
  if (spec === '') return toText(value, budget)
  if (typeof value === 'string') return formatText(value, parseSpec(spec), budget)
  if (!isNumeric(value)) {
    throw new TemplateValueError(`unsupported format string passed to ${typeName(value)}.__format__`)
  }
  const format = isFloat(value) ? formatFloat : formatInteger
  return format(numberOf(value), parseSpec(spec), budget)
}

function formatField(field: string, fields: Fields, engine: Engine): string {
  const match = FIELD.exec(field)
  if (match === null) throw new TemplateValueError(`Cannot read the format field '{${field}}'`)
  const [, name = '', path = '', conversion, spec = ''] = match
  const value = fields.value(name, path)
  const nested = spec.replace(/\{([^{}]*)\}/g, (_, inner: string) => formatField(inner, fields, engine))
  return formatValue(converted(value, conversion, engine), nested, engine)
}

function converted(value: unknown, conversion: string | undefined, { budget }: Engine): unknown {
  if (conversion === undefined) return value
  return conversion === 's' ? toText(value, budget) : repr(value, budget)
}

class Fields {
  readonly #args: CallArguments
  readonly #lookup: Lookup
  #next = 0

  constructor(args: CallArguments, lookup: Lookup) {
    this.#args = args
    this.#lookup = lookup
  }

  value(name: string, path: string): unknown {
    let value = this.#first(name)
    for (const [, attribute, key = ''] of path.matchAll(/\.([^.[]+)|\[([^\]]+)\]/g)) {
      value =
        attribute === undefined
          ? this.#lookup.item(value, /^\d+$/.test(key) ? Number(key) : key)
          : this.#lookup.attribute(value, attribute)
    }
    return value
  }

  #first(name: string): unknown {
    const { positional, named } = this.#args
    const key = name === '' ? String(this.#next++) : name
    const value = /^\d+$/.test(key) ? positional[Number(key)] : named.get(key)
    if (value === undefined) throw new TemplateValueError(`The format string names {${key}}, which is not given`)
    return value
  }
}
