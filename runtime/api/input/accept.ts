/** Whether a client would rather have plain text than JSON, by its Accept header; without one it gets JSON. */
export function prefersText(accept: string | undefined): boolean {
  return weightOf(accept, 'text/plain') > weightOf(accept, 'application/json')
}

export const prefersJson = (accept: string | undefined): boolean =>
  weightOf(accept, 'application/json') > weightOf(accept, 'text/html')

function weightOf(accept = '*/*', type: string): number {
  const [main] = type.split('/')
  const patterns = [type, `${main}/*`, '*/*']
  const weights = accept.split(',').map(range => {
    const [name = '', ...parameters] = range.split(';').map(part => part.trim().toLowerCase())
    const quality = parameters.find(parameter => parameter.startsWith('q='))
    return { name, weight: quality === undefined ? 1 : Number(quality.slice(2)) }
  })
  for (const pattern of patterns) {
    const match = weights.find(({ name }) => name === pattern)
    if (match !== undefined) return match.weight
  }
  return 0
}
