import { isSingleUnits, textLength } from '../values/sequence.ts'

/** Part of a text in code points, with Python's rules for negative and missing bounds. */
export function textSlice(text: string, start: number | null, end: number | null): string {
  if (start === null && end === null) return text
  if (isSingleUnits(text)) return text.slice(start ?? 0, end ?? undefined)
  return [...text].slice(start ?? 0, end ?? undefined).join('')
}

/** Python's find and rfind within [start, end): the index in code points, or -1. */
export function findText(
  text: string,
  wanted: string,
  { start, end, fromRight }: { start: number | null; end: number | null; fromRight: boolean },
): number {
  const part = textSlice(text, start, end)
  const unit = fromRight ? part.lastIndexOf(wanted) : part.indexOf(wanted)
  return unit < 0 ? -1 : offsetOf(text, start ?? 0) + textLength(part.slice(0, unit))
}

export function countText(text: string, wanted: string): number {
  if (wanted === '') return textLength(text) + 1
  let count = 0
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) count += 1
  return count
}

/** Python's str.replace(); a negative count replaces all. */
export function replaceText(
  text: string,
  { wanted, replacement, count }: { wanted: string; replacement: string; count: number },
): string {
  if (count < 0) return text.replaceAll(wanted, () => replacement)
  const separator = wanted
  const parts = separator === '' ? ['', ...text, ''] : text.split(separator)
  const replaced = Math.min(count, parts.length - 1)
  const head = parts.slice(0, replaced + 1).join(replacement)
  return [head, ...parts.slice(replaced + 1)].join(separator)
}

function offsetOf(text: string, start: number): number {
  const length = textLength(text)
  return start < 0 ? Math.max(0, length + start) : Math.min(start, length)
}
