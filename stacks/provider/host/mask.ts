/** What stands where a secret was. */
export const MASK = '***'

/** A function that takes the secrets out of a text. Texts of one or two letters would hide everything else. */
export function maskFor(secrets: readonly string[]): (text: string) => string {
  const longestFirst = [...new Set(secrets.flatMap(piecesOf))].sort((a, b) => b.length - a.length)
  return text => longestFirst.reduce((masked, secret) => masked.replaceAll(secret, MASK), text)
}

/** A secret of many lines is hidden line by line: that is how it appears in messages. */
function piecesOf(secret: string): string[] {
  const whole = secret.trim()
  const lines = whole.includes('\n') ? whole.split('\n').map(line => line.trim()) : []
  return [whole, encodeURIComponent(whole), whole.replaceAll("'", "'\\''"), ...lines].filter(piece => piece.length > 2)
}
