import type { JsonValue } from '../../model/keys.ts'

/** The text with its middle left out where it is too long: the first and last lines of an error say most. */
export function shortened(text: string, longest: number): string {
  if (text.length <= longest) return text
  const half = Math.floor((longest - MARK.length) / 2)
  // A slice would keep all of the long text in memory.
  return Buffer.from(`${text.slice(0, half)}${MARK}${text.slice(-half)}`).toString()
}

const MARK = ' … '

/** Null for what is absent; other values than text as JSON. */
export function textOf(value: JsonValue | undefined, longest: number): string | null {
  if (value === null || value === undefined) return null
  return shortened(typeof value === 'string' ? value : JSON.stringify(value), longest)
}

export const numberOf = (value: JsonValue | undefined): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
