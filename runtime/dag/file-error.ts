import { fileURLToPath } from 'node:url'
import { SlipstreamError } from '../model/errors.ts'
import type { FileError } from './parse-protocol.ts'

/** Finds the place in the DAG folder that an error speaks of: the first such frame of its stack, or of a syntax error's head. */
export function fileErrorOf(error: unknown, where: { readonly path: string; readonly dagsFolder: string }): FileError {
  if (!(error instanceof Error))
    return { file: where.path, line: null, message: `The DAG file threw ${String(error)}`, stack: '' }
  const stack = withoutQueries(error.stack ?? '')
  const place = placeIn(stack, where.dagsFolder) ?? { file: where.path, line: null }
  const message = error instanceof SlipstreamError ? error.message : `${error.name}: ${error.message.split('\n')[0]}`
  return {
    ...place,
    message: `${withoutQueries(message)}${hintOf(message)}`,
    stack: error instanceof SlipstreamError ? '' : ownFrames(stack, where.dagsFolder),
  }
}

/** Only types vanish that say so: Node takes the rest for values. */
const hintOf = (message: string): string =>
  /does not provide an export named/.test(message) ? '. A type has to be imported as one: import type { … }' : ''

/** Module URLs carry the file's version in a query, which says nothing to a reader. */
export const withoutQueries = (text: string): string =>
  text.replace(/\?v=\d+-(gone|[\d.-]+)/g, '').replace(/file:\/\/[^\s:)]+/g, url => fileURLToPath(url))

function placeIn(stack: string, folder: string): { file: string; line: number } | null {
  for (const match of stack.matchAll(/((?:\/|[A-Za-z]:\\)[^\s:()]+):(\d+)/g)) {
    const [, file, line] = match as unknown as [string, string, string]
    if (file.startsWith(folder)) return { file, line: Number(line) }
  }
  return null
}

/** The error and the frames of the user's own files; our own and Node's frames help nobody. */
function ownFrames(stack: string, folder: string): string {
  return stack
    .split('\n')
    .filter(line => !/^\s+at /.test(line) || line.includes(folder))
    .join('\n')
}
