import { createHash } from 'node:crypto'
import { script, type Words } from '../shell.ts'

/**
 * What the deployment made on a host is written down there, before it is made: so that destroying takes away what was
 * made and leaves what was there, even where a deployment was killed before its state was saved.
 */
const PRELUDE = `
set -eu
ledger=/var/lib/slipstream/made
is_made() { [ -e "$ledger/$1" ]; }
remember() {
  ( umask 077; flock 9; mkdir -p "$ledger"; printf '%s\\n' "$2" >"$ledger/.$1"; mv "$ledger/.$1" "$ledger/$1" ) 9</var/lib
}
remember_original() {
  ( umask 077; flock 9; mkdir -p "$ledger"; cp -pL "$2" "$ledger/.$1"; mv "$ledger/.$1" "$ledger/$1.original" ) 9</var/lib
}
recall() { cat "$ledger/$1" 2>/dev/null || :; }
forget() {
  ( flock 9; rm -f "$ledger/$1" "$ledger/$1.original"; rmdir "$ledger" "\${ledger%/*}" 2>/dev/null || : ) 9</var/lib
}
`

export type Kind = 'file' | 'folder' | 'group' | 'link' | 'locale' | 'package' | 'user'

/** A script that may use the ledger: is_made, remember, remember_original, recall, forget, each with a key. */
export const ledgerScript = (text: string, ...args: readonly string[]): Words => script(`${PRELUDE}${text}`, ...args)

/** The name of an entry, which is the name of a file. */
export function ledgerKey(kind: Kind, name: string): string {
  const plain = `${kind}.${encodeURIComponent(name)}`
  return plain.length < 200 ? plain : `${kind}.${createHash('sha256').update(name).digest('hex')}`
}
