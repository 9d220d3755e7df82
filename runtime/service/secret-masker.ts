/**
 * Replaces known secrets by `***`, even inside words (Airflow's SecretsMasker). Values shorter than five characters are
 * not masked: hiding every "a" would make logs unreadable and protect nothing (Airflow 3: min_length_masked_secret).
 */
export class SecretMasker {
  readonly #secrets = new Set<string>()
  #words: readonly string[] = []
  #pattern: RegExp | null = null

  add(secret: string | null): void {
    if (secret === null || secret.length < SHORTEST_SECRET || this.#secrets.has(secret)) return
    this.#secrets.add(secret)
    this.#pattern = null
  }

  /** More words that mark a name as that of a secret ([core] sensitive_var_conn_names). */
  addWords(words: readonly string[]): void {
    this.#words = [...this.#words, ...words]
  }

  /** Whether a variable, field or connection's extra of this name holds a secret. */
  isSensitive(name: string): boolean {
    return isSensitiveName(name, this.#words)
  }

  mask(text: string): string {
    if (this.#secrets.size === 0) return text
    this.#pattern ??= new RegExp(
      [...this.#secrets]
        .sort((a, b) => b.length - a.length)
        .map(escapeRegExp)
        .join('|'),
      'g',
    )
    return text.replace(this.#pattern, '***')
  }
}

const SHORTEST_SECRET = 5

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const SENSITIVE_WORDS = [
  'access_token',
  'api_key',
  'apikey',
  'authorization',
  'passphrase',
  'passwd',
  'password',
  'private_key',
  'secret',
  'token',
  'keyfile_dict',
  'service_account',
]

/** Whether a variable or connection field of this name holds a secret (Airflow's DEFAULT_SENSITIVE_FIELDS). */
export function isSensitiveName(name: string, extraWords: readonly string[] = []): boolean {
  const lower = name.toLowerCase()
  return [...SENSITIVE_WORDS, ...extraWords].some(word => lower.includes(word.toLowerCase()))
}
