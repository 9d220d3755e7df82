import { type Printable, pythonText } from './python-text.ts'

/** One row by column name; rows of one list have the same columns in the same order. */
export type Row = Readonly<Record<string, Printable>>

/** 2.x's table: `a | b`, a rule of `=`, the rows, an empty line. Nothing is cut or wrapped. */
export function simpleTable(rows: readonly Row[]): string {
  const { names, cells } = textsOf(rows, value => pythonText(value).replaceAll('\n', ' '))
  const widths = widthsOf(names, cells)
  const line = (texts: readonly string[]): string => texts.map((text, index) => pad(text, widths[index])).join(' | ')
  const rule = widths.map(width => '='.repeat(width)).join('=+=')
  return [line(names), rule, ...cells.map(line), ''].join('\n')
}

/** 2.x's `plain` (tabulate's): columns two spaces apart, at least two wider than their name, numbers to the right. */
export function plainTable(rows: readonly Row[]): string {
  const { names, cells } = textsOf(rows, value => (value === null ? '' : pythonText(value).replaceAll('\n', ' ')))
  const widths = widthsOf(names, cells).map((width, index) => Math.max(width, (names[index] as string).length + 2))
  const isNumber = names.map((_, index) => cells.every(row => NUMBER.test(row[index] as string)))
  const line = (texts: readonly string[]): string =>
    texts
      .map((text, index) => (isNumber[index] ? text.padStart(widths[index] as number) : pad(text, widths[index])))
      .join('  ')
      .trimEnd()
  return [line(names), ...cells.map(line)].join('\n')
}

/** 1.10's boxed tables (tabulate's fancy_grid). */
export function boxedTable(names: readonly string[], cells: readonly (readonly string[])[]): string {
  const widths = widthsOf(names, cells)
  const line = (texts: readonly string[]): string =>
    `│ ${texts.map((text, index) => pad(text, widths[index])).join(' │ ')} │`
  const rule = (left: string, fill: string, [middle, right]: readonly [string, string]): string =>
    `${left}${widths.map(width => fill.repeat(width + 2)).join(middle)}${right}`
  const body = cells.map(line).join(`\n${rule('├', '─', ['┼', '┤'])}\n`)
  return [
    rule('╒', '═', ['╤', '╕']),
    line(names),
    rule('╞', '═', ['╪', '╡']),
    ...(cells.length === 0 ? [] : [body]),
    rule('╘', '═', ['╧', '╛']),
  ].join('\n')
}

const NUMBER = /^-?\d+(\.\d+)?$/

function textsOf(rows: readonly Row[], textOf: (value: Row[string]) => string) {
  const names = Object.keys(rows[0] as Row)
  return { names, cells: rows.map(row => names.map(name => textOf(row[name] as Row[string]))) }
}

function widthsOf(names: readonly string[], cells: readonly (readonly string[])[]): number[] {
  return names.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, (row[index] as string).length), name.length),
  )
}

const pad = (text: string, width: number | undefined): string => text.padEnd(width as number)
