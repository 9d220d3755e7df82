import { readFileSync, writeFileSync } from 'node:fs'
import { CommandFailed } from '../frame/errors.ts'

export interface JsonFileWords {
  /** What is said where there is no such file. */
  readonly missing: string
  /** What is said where it is not JSON. */
  readonly invalid: string
}

/** A JSON object of a file that the user named. @throws CommandFailed */
export function readJsonObject(path: string, words: JsonFileWords): Readonly<Record<string, unknown>> {
  const value = parsed(readText(path, words), words)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  throw new CommandFailed(`${words.invalid} ${path} holds no JSON object`)
}

/** With sorted keys, as Python's `json.dump(…, sort_keys=True, indent=4)`; only the owner may read it. `-` is stdout. */
export function writeJsonObject(path: string, value: Readonly<Record<string, unknown>>): void {
  const sorted = Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
  const text = `${JSON.stringify(sorted, null, 4)}\n`
  if (path === '-') process.stdout.write(text)
  else writeFileSync(path, text, { mode: 0o600 })
}

function readText(path: string, { missing }: JsonFileWords): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new CommandFailed(missing, { cause: error })
    throw new CommandFailed(`Cannot read ${path}: ${(error as Error).message}`, { cause: error })
  }
}

function parsed(text: string, { invalid }: JsonFileWords): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new CommandFailed(`${invalid} ${(error as Error).message}`, { cause: error })
  }
}
