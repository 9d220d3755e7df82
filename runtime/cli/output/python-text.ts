/** Texts as Python prints them, which is what scripts around Airflow read. */

export type Printable = string | number | boolean | null | readonly Printable[] | { readonly [key: string]: Printable }

/** `json.dumps`: a space after `,` and `:`, ASCII only. */
export function pythonJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([key, item]) => `${pythonJson(key)}: ${pythonJson(item)}`)
    return `{${fields.join(', ')}}`
  }
  return ascii(JSON.stringify(value))
}

/** `repr()`: `None`, `True`, `'text'`, `['a', 'b']`. */
export function pythonRepr(value: unknown): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'string') return quoted(value)
  if (Array.isArray(value)) return `[${value.map(pythonRepr).join(', ')}]`
  if (typeof value === 'object') {
    return `{${Object.entries(value)
      .map(([key, item]) => `${quoted(key)}: ${pythonRepr(item)}`)
      .join(', ')}}`
  }
  return String(value)
}

/** `str()`: a text stands for itself. */
export const pythonText = (value: unknown): string => (typeof value === 'string' ? value : pythonRepr(value))

const ascii = (json: string): string =>
  json.replace(/[\u007f-\uffff]/g, unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)

function quoted(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'"
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(mark, `\\${mark}`)
  return `${mark}${escaped}${mark}`
}
