/** Python's str.capitalize(). */
export function capitalize(text: string): string {
  const [first = '', ...rest] = text
  return first.toUpperCase() + rest.join('').toLowerCase()
}

/** Python's str.title(): every letter after a non-letter. */
export const titleCase = (text: string): string => text.replace(/\p{L}+/gu, word => capitalize(word))

/** Jinja2's title filter: words start after -, whitespace and opening brackets only. */
export const titleWords = (text: string): string =>
  text
    .split(/([-\s({[<]+)/)
    .map(part => capitalize(part))
    .join('')

export const swapCase = (text: string): string =>
  [...text].map(character => (isUpper(character) ? character.toLowerCase() : character.toUpperCase())).join('')

export const isUpper = (text: string): boolean => /\p{Lu}/u.test(text) && !/[\p{Ll}\p{Lt}]/u.test(text)

export const isLower = (text: string): boolean => /\p{Ll}/u.test(text) && !/[\p{Lu}\p{Lt}]/u.test(text)
