import type { Budget } from '../budget.ts'
import { dictEntries } from '../values/dict.ts'
import { requireDefined, Tuple } from '../values/python-types.ts'
import { repr } from '../values/to-text.ts'
import { isDict } from '../values/type-of.ts'

const WIDTH = 80

/** Python's pprint.pformat(): keys sorted, one item a line where 80 columns do not hold it; text is not wrapped. */
export const prettyPrint = (value: unknown, budget: Budget): string =>
  budget.text(print(requireDefined(value), { indent: 0, allowance: 0 }, budget))

interface Space {
  readonly indent: number
  /** Columns that closing brackets need behind the value. */
  readonly allowance: number
}

function print(value: unknown, space: Space, budget: Budget): string {
  const sorted = sortKeys(value, budget)
  const line = repr(sorted, budget)
  if (line.length <= WIDTH - space.indent - space.allowance) return line
  if (Array.isArray(sorted)) return printItems(sorted, '[]', { space, budget })
  if (sorted instanceof Tuple)
    return printItems(sorted.items, sorted.items.length === 1 ? '(,)' : '()', { space, budget })
  return sorted instanceof Map ? printDict(sorted, space, budget) : line
}

function sortKeys(value: unknown, budget: Budget): unknown {
  budget.charge(1)
  if (Array.isArray(value)) return value.map(item => sortKeys(item, budget))
  if (value instanceof Tuple) return new Tuple(value.items.map(item => sortKeys(item, budget)))
  if (!isDict(value)) return value
  const entries = dictEntries(value).map(([key, item]) => [key, sortKeys(item, budget)] as const)
  return new Map(entries.sort(([left], [right]) => order(left, right)))
}

function order(left: unknown, right: unknown): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right
  return String(left) < String(right) ? -1 : 1
}

function printItems(
  items: readonly unknown[],
  brackets: string,
  { space, budget }: { space: Space; budget: Budget },
): string {
  const indent = space.indent + 1
  const closing = brackets.slice(1)
  const parts = items.map((item, index) =>
    print(item, { indent, allowance: index === items.length - 1 ? space.allowance + closing.length : 1 }, budget),
  )
  return brackets.charAt(0) + parts.join(`,\n${' '.repeat(indent)}`) + closing
}

function printDict(dict: ReadonlyMap<unknown, unknown>, space: Space, budget: Budget): string {
  const entries = [...dict]
  const parts = entries.map(([key, item], index) => {
    const name = `${repr(key, budget)}: `
    const allowance = index === entries.length - 1 ? space.allowance + 1 : 1
    return name + print(item, { indent: space.indent + 1 + name.length, allowance }, budget)
  })
  return `{${parts.join(`,\n${' '.repeat(space.indent + 1)}`)}}`
}
