/** The text of a field, without blanks around it; null for an empty one. */
export function textOf(form: FormData, name: string): string | null {
  const text = String(form.get(name) ?? '').trim()
  return text === '' ? null : text
}

/** What is no number goes as it was typed: the server says what it expected. */
export function numberOf(form: FormData, name: string): number | string | null {
  const text = textOf(form, name)
  return text === null || Number.isNaN(Number(text)) ? text : Number(text)
}

export const isChecked = (form: FormData, name: string): boolean => form.get(name) !== null
