import { TemplateValueError } from '../errors.ts'
import { integerOr } from '../values/arguments.ts'
import { Range, requireDefined, Tuple } from '../values/python-types.ts'
import { characters, textLength } from '../values/sequence.ts'
import { typeName } from '../values/type-of.ts'

export interface SliceBounds {
  readonly start: unknown
  readonly stop: unknown
  readonly step: unknown
}

/** Python's `value[start:stop:step]`. */
export function sliceOf(value: unknown, bounds: SliceBounds): unknown {
  requireDefined(value)
  if (typeof value === 'string') return sliceText(value, bounds)
  if (Array.isArray(value)) return pick(value, bounds)
  if (value instanceof Tuple) return new Tuple(pick(value.items, bounds))
  if (value instanceof Range) return sliceRange(value, bounds)
  throw new TemplateValueError(`'${typeName(value)}' object cannot be sliced`)
}

function sliceText(text: string, bounds: SliceBounds): string {
  const { start, stop, step } = resolve(bounds, textLength(text))
  if (step === 1 && textLength(text) === text.length) return text.slice(start, Math.max(start, stop))
  return pick(characters(text), bounds).join('')
}

function pick<T>(items: readonly T[], bounds: SliceBounds): T[] {
  const { start, stop, step } = resolve(bounds, items.length)
  const picked: T[] = []
  for (let index = start; step > 0 ? index < stop : index > stop; index += step) picked.push(items[index] as T)
  return picked
}

function sliceRange(range: Range, bounds: SliceBounds): Range {
  const { start, stop, step } = resolve(bounds, range.length)
  return new Range(range.start + start * range.step, range.start + stop * range.step, range.step * step)
}

/** Python's slice.indices(). */
function resolve(bounds: SliceBounds, length: number): { start: number; stop: number; step: number } {
  const step = integerOr(bounds.step, 1)
  if (step === 0) throw new TemplateValueError('slice step cannot be zero')
  const lowest = step > 0 ? 0 : -1
  const highest = step > 0 ? length : length - 1
  const clamp = (index: number): number => Math.min(Math.max(index < 0 ? index + length : index, lowest), highest)
  const start = integerOr(bounds.start, null)
  const stop = integerOr(bounds.stop, null)
  return {
    start: start === null ? (step > 0 ? lowest : highest) : clamp(start),
    stop: stop === null ? (step > 0 ? highest : lowest) : clamp(stop),
    step,
  }
}
