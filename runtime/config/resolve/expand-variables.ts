import { SlipstreamError } from '../../model/errors.ts'

/** The user's environment, and the folder that `~` stands for. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly userHome: string
}

/** Expanding a value did not end: a variable stands for a text that holds itself. */
export class EndlessExpansion extends SlipstreamError {
  override readonly name = 'EndlessExpansion'
}

const mostPasses = 50

/** Replaces `$VAR`, `${VAR}` and a leading `~` until nothing changes, as Airflow does. Unknown variables stay. */
export function expandVariables(text: string, surroundings: Surroundings): string {
  if (!/[$~]/.test(text)) return text
  let current = text
  for (let pass = 0; pass < mostPasses; pass++) {
    const next = expandedOnce(current, surroundings)
    if (next === current) return current
    current = next
  }
  throw new EndlessExpansion('text whose variables do not hold themselves')
}

function expandedOnce(text: string, { env, userHome }: Surroundings): string {
  const filled = text.replace(
    /\$(?:(\w+)|\{([^}]*)\})/g,
    (whole: string, plain?: string, braced?: string) => env[plain ?? braced ?? ''] ?? whole,
  )
  return filled === '~' || filled.startsWith('~/') ? userHome + filled.slice(1) : filled
}
