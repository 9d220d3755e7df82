/** Splits a command line into words as Python's shlex does; null when a quote is not closed. */
export function splitCommand(line: string): string[] | null {
  const words: string[] = []
  let rest = line.trimStart()
  while (rest !== '') {
    const found = /^(?:[^\s'"\\]|'[^']*'|"(?:[^"\\]|\\[\s\S])*"|\\[\s\S])+/.exec(rest)
    if (!found || /^['"\\]/.test(rest.slice(found[0].length))) return null
    words.push(unquoted(found[0]))
    rest = rest.slice(found[0].length).trimStart()
  }
  return words
}

function unquoted(word: string): string {
  return word.replace(
    /'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])/g,
    (_, single?: string, double?: string, escaped?: string) =>
      single ?? double?.replace(/\\(["\\])/g, '$1') ?? (escaped as string),
  )
}
