import { elementOf } from '../methods/attributes.ts'
import type { CallArguments, Engine } from '../protocol.ts'
import { Undefined } from '../values/python-types.ts'

export type Key = (item: unknown) => unknown

/** `a.b.0` of filters: elements or attributes along the path, numbers as indexes; absent: the item itself. */
export function attributeGetter(path: unknown, engine: Engine, defaultValue?: unknown): Key {
  if (path === undefined || path === null) return item => item
  const steps = stepsOf(path)
  return item => {
    let value = item
    for (const step of steps) {
      value = elementOf(value, step, engine)
      if (value instanceof Undefined) return defaultValue ?? value
    }
    return value
  }
}

/** Several paths with commas, for sorting by more than one. */
export function attributeGetters(paths: unknown, engine: Engine): readonly Key[] {
  const single = typeof paths === 'string' ? paths.split(',') : [paths]
  return single.map(path => attributeGetter(typeof path === 'string' ? path.trim() : path, engine))
}

/** Text compares without case unless the filter says otherwise. */
export const ignoreCase: Key = value => (typeof value === 'string' ? value.toLowerCase() : value)

export const positionalFrom = ({ positional, named }: CallArguments, start: number): CallArguments => ({
  positional: positional.slice(start),
  named,
})

function stepsOf(path: unknown): readonly unknown[] {
  if (typeof path !== 'string') return [path]
  return path.split('.').map(part => (/^\d+$/.test(part) ? Number(part) : part))
}
