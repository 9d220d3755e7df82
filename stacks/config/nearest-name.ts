/** The known name that was probably meant, or null where none is near. */
export function nearestName(typed: string, known: readonly string[]): string | null {
  const ranked = known
    .map(name => ({ name, steps: stepsBetween(plain(typed), plain(name)) }))
    .sort((a, b) => a.steps - b.steps)
  const [best] = ranked
  return best !== undefined && best.steps <= 1 + Math.floor(typed.length / 3) ? best.name : null
}

/** user_name and userName are the same slip. */
const plain = (name: string): string => name.toLowerCase().replace(/[-_]/g, '')

/** Letters to put in, take out or replace (Levenshtein), by the table's diagonal neighbours row by row. */
function stepsBetween(from: string, to: string): number {
  let above = Array.from({ length: to.length + 1 }, (_, index) => index)
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1]
    for (const [column, other] of [...to].entries()) {
      const [diagonal, up, left] = [above[column], above[column + 1], current[column]] as [number, number, number]
      current.push(letter === other ? diagonal : 1 + Math.min(diagonal, up, left))
    }
    above = current
  }
  return above[to.length] as number
}
