/** The candidate that is spelt most like the word, or null when none is near: at most a third of it may differ. */
export function nearest(word: string, candidates: readonly string[]): string | null {
  const allowed = Math.max(1, Math.floor(word.length / 3))
  const [best] = candidates
    .filter(candidate => Math.abs(candidate.length - word.length) <= allowed)
    .map(candidate => ({ candidate, distance: editDistance(word, candidate) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((one, other) => one.distance - other.distance)
  return best?.candidate ?? null
}

/** Letters to insert, delete, replace or swap with their neighbour. */
export function editDistance(one: string, other: string): number {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row++) {
    const current = [row]
    for (let column = 1; column <= other.length; column++) {
      current.push(cell({ one, other, row, column }, { before, last, current }))
    }
    before = last
    last = current
  }
  return at(last, other.length)
}

interface Position {
  readonly one: string
  readonly other: string
  readonly row: number
  readonly column: number
}

interface Rows {
  readonly before: readonly number[]
  readonly last: readonly number[]
  readonly current: readonly number[]
}

function cell({ one, other, row, column }: Position, { before, last, current }: Rows): number {
  const isSame = one[row - 1] === other[column - 1]
  const isSwapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
  return Math.min(
    at(last, column) + 1,
    at(current, column - 1) + 1,
    at(last, column - 1) + (isSame ? 0 : 1),
    isSwapped ? at(before, column - 2) + 1 : Number.POSITIVE_INFINITY,
  )
}

const at = (row: readonly number[], column: number): number => row[column] as number
