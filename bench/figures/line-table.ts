/** One line of a published table. */
export interface Line {
  readonly what: string
  readonly floor: string
  readonly measured: string
  readonly budget: string
  readonly isMet: boolean
}

/** Markdown; a figure over its budget is marked. */
export function lineTable(lines: readonly Line[]): string {
  const rows = lines.map(({ what, floor, measured, budget, isMet }) => {
    return `| ${what} | ${floor} | ${measured}${isMet ? '' : ' (over)'} | ${budget} |`
  })
  return ['| what | floor here | measured | budget |', '|---|---|---|---|', ...rows].join('\n')
}
