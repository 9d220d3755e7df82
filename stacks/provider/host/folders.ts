import type { Host } from './host.ts'
import { foldersUp, ledgerScript } from './ledger.ts'

export interface FolderAttributes {
  /** As in `root:root`; left alone unless given. */
  readonly ownership?: string
  /** Octal; left alone unless given. */
  readonly mode?: string
}

/** Makes the folder with those above it, where they are missing. */
export async function makeFolder(host: Host, path: string, attributes: FolderAttributes = {}): Promise<void> {
  const { ownership = '', mode = '' } = attributes
  await host.run({ name: `make ${path}`, command: ledgerScript(MAKE, ownership, mode, ...foldersUp(path)) })
}

/**
 * Takes away a folder that the deployment made, with those above it that it made and that are empty then.
 * @returns why the folder stays; empty where it is gone
 */
export function removeFolder(host: Host, path: string, withContents: boolean): Promise<string> {
  const command = ledgerScript(REMOVE, withContents ? 'all' : '', ...foldersUp(path))
  return host.ask({ name: `remove ${path}`, command, timeoutSeconds: 600 })
}

const MAKE = `
owner=$1
mode=$2
shift 2
[ -d "$1" ] || [ ! -e "$1" ] || { echo "$1 is there and is no folder" >&2; exit 1; }
make_folders "$@"
[ -z "$owner" ] || chown "$owner" "$1"
[ -z "$mode" ] || chmod "$mode" "$1"
`

const REMOVE = `
contents=$1
shift
if [ "$contents" = all ]; then rm -rf --one-file-system "$1"; fi
if [ -d "$1" ] && ! is_made "$2"; then
  echo 'it was there before'
else
  remove_folders "$@" || echo 'there is something in it'
fi
`
