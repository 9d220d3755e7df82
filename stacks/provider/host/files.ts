import { createHash } from 'node:crypto'
import { script } from '../shell.ts'
import type { Host } from './host.ts'
import { ledgerKey, ledgerScript } from './ledger.ts'

/** A file as it is on a host. */
export interface RemoteText {
  readonly content: string
  readonly owner: string
  readonly group: string
  /** Octal */
  readonly mode: string
}

/** Null where there is no file at the path. */
export async function readText(host: Host, path: string): Promise<RemoteText | null> {
  const { status, stdout } = await host.run({
    name: `read ${path}`,
    command: script(READ, path),
    mayEndWith: [ABSENT],
  })
  if (status === ABSENT) return null
  const [line = ''] = stdout.split('\n', 1)
  const [owner = '', group = '', mode = ''] = line.split(' ')
  return { owner, group, mode: mode.padStart(4, '0'), content: stdout.slice(line.length + 1) }
}

/** The whole file or none of it: under another name first. What was there before is kept for when it is removed. */
export async function writeText(host: Host, file: RemoteText & { readonly path: string }): Promise<void> {
  const { path, content, owner, group, mode } = file
  const sum = createHash('sha256').update(content).digest('hex')
  await host.run({
    name: `write ${path}`,
    command: ledgerScript(WRITE, path, `${owner}:${group}`, mode, ledgerKey('file', path), sum),
    input: content,
  })
}

/** Puts back what was there before the deployment wrote the file; one that it never wrote stays. */
export async function removeFile(host: Host, path: string): Promise<void> {
  await host.run({ name: `remove ${path}`, command: ledgerScript(REMOVE, path, ledgerKey('file', path)) })
}

const ABSENT = 44

const READ = `
[ -e "$1" ] || exit ${ABSENT}
[ -f "$1" ] || { echo "$1 is there and is no file" >&2; exit 1; }
stat -L -c '%U %G %a' "$1" && cat "$1"
`

// The checksum tells a content that was cut short because the connection was lost.
const WRITE = `
path=$(readlink -f "$1") || { echo "the folder of $1 does not exist" >&2; exit 1; }
[ ! -d "$path" ] || { echo "$path is a folder" >&2; exit 1; }
new=$(umask 077; mktemp "$path.XXXXXX")
trap 'rm -f "$new"' EXIT
# Nobody may be there any more to hear of a failure: then the shell dies of its message, without that trap.
trap 'exit 1' HUP INT PIPE TERM
cat >"$new"
echo "$5  $new" | sha256sum --check --status || { echo "the content did not arrive whole" >&2; exit 1; }
chown "$2" "$new"
chmod "$3" "$new"
sync "$new"
if ! is_made "$4"; then
  [ ! -e "$path" ] || remember_original "$4" "$path"
  remember "$4" "$path"
fi
mv -fT "$new" "$path"
sync "\${path%/*}/"
`

const REMOVE = `
path=$(readlink -f "$1") || exit 0
if [ -e "$ledger/$2.original" ]; then
  cp -p "$ledger/$2.original" "$path.slipstream-old"
  mv -fT "$path.slipstream-old" "$path"
elif is_made "$2"; then
  rm -f "$path"
fi
forget "$2"
`
