import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import { type Command, script } from '../shell.ts'

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
# The folder is the first of the arguments, which foldersUp makes.
make_folders() {
  ( while [ $# -gt 0 ]; do [ -d "$1" ] || is_made "$2" || remember "$2" "$1"; shift 2; done )
  ( umask 022; mkdir -p "$1" )
}
# Those above go with the last one in them. Fails where something is in the folder, which stays then.
remove_folders() {
  if is_made "$2" && [ -d "$1" ] && ! rmdir "$1" 2>/dev/null; then
    while [ $# -gt 0 ]; do forget "$2"; shift 2; done
    return 1
  fi
  while [ $# -gt 0 ]; do
    if is_made "$2"; then
      [ ! -d "$1" ] || rmdir "$1" 2>/dev/null || return 0
      forget "$2"
    fi
    shift 2
  done
}
`

export type Kind = 'file' | 'folder' | 'group' | 'link' | 'locale' | 'package' | 'user'

/**
 * A script that may use the ledger: is_made, remember, remember_original, recall, forget, each with a key; make_folders and
 * remove_folders.
 */
export const ledgerScript = (text: string, ...args: readonly string[]): Command => script(`${PRELUDE}${text}`, ...args)

/** The name of an entry, which is the name of a file. */
export function ledgerKey(kind: Kind, name: string): string {
  const plain = `${kind}.${encodeURIComponent(name)}`
  return plain.length < 200 ? plain : `${kind}.${createHash('sha256').update(name).digest('hex')}`
}

/** A folder and its key, the folder above it and its key, and so on up to the root: each has its own entry. */
export function foldersUp(path: string): string[] {
  const above = dirname(path)
  return path === above ? [] : [path, ledgerKey('folder', path), ...foldersUp(above)]
}
