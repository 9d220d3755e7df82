import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { DeploymentError } from '../errors.ts'
import type { Context } from '../frame/resource.ts'
import { script } from '../shell.ts'
import { upload } from '../ssh/upload.ts'
import type { Host } from './host.ts'

/** A file on the control machine. */
export interface LocalFile {
  /** For messages. */
  readonly what: string
  readonly path: string
  /** In hex */
  readonly sha256: string
}

/**
 * Brings a file to the host whole, from where an earlier try was cut short.
 * @returns where it is on the host, in the home folder of whoever logs in
 * @throws DeploymentError where the file is not what its checksum says
 */
export async function uploadChecked(context: Context, host: Host, file: LocalFile): Promise<string> {
  const { what } = file
  const sizeBytes = await localSize(file)
  const user = host.login
  const remotePath = await host.ask({ name: 'prepare the upload', command: script(PREPARE, file.sha256), user })
  for (let isLastTry = false; ; isLastTry = true) {
    await host.sftp(`upload ${what} (${mebibytes(sizeBytes)} MiB)`, session =>
      upload(session, {
        ...progressOf(context, what, sizeBytes),
        localPath: file.path,
        remotePath,
        sizeBytes,
      }),
    )
    const command = script(CHECK, remotePath, file.sha256, isLastTry ? 'last' : '')
    const { status } = await host.run({
      name: `check ${what}`,
      command,
      user,
      timeoutSeconds: 300,
      mayEndWith: [OTHER],
    })
    if (status === 0) return remotePath
    context.log.warning(`${host.name}: the upload of ${what} is not what was sent. It is sent again from its start.`)
  }
}

/** The end of a script that has used an upload, which is at `$archive`. */
export const DISCARD_UPLOAD = `
rm -f "$archive"
rmdir -p "\${archive%/*}" 2>/dev/null || :
`

function progressOf({ log, signal }: Context, name: string, sizeBytes: number) {
  let shown = 0
  const onProgress = (doneBytes: number) => {
    const percent = Math.floor((100 * doneBytes) / sizeBytes)
    if (percent < shown + 5) return
    shown = percent
    log.status(`upload ${name}: ${percent} % of ${mebibytes(sizeBytes)} MiB`)
  }
  return { signal, onProgress }
}

const mebibytes = (bytes: number): string => (bytes / 1024 / 1024).toFixed(1)

async function localSize({ path, sha256: expected, what }: LocalFile): Promise<number> {
  const hash = createHash('sha256')
  try {
    await pipeline(createReadStream(path), hash)
  } catch (error) {
    throw new DeploymentError(`Cannot read ${what} at ${path}: ${(error as Error).message}`, {
      cause: error,
    })
  }
  const found = hash.digest('hex')
  if (found !== expected) {
    throw new DeploymentError(`${what} at ${path} has the SHA-256 ${found}, expected ${expected}. Build it again.`)
  }
  return (await stat(path)).size
}

// The file is there at once: whoever ends an upload of its own removes the folder where it is empty.
const PREPARE = `
set -e
umask 077
mkdir -p "$HOME/.slipstream/uploads"
: >>"$HOME/.slipstream/uploads/$1"
echo "$HOME/.slipstream/uploads/$1"
`

const OTHER = 44

const CHECK = `
echo "$2  $1" | sha256sum --check --status && exit 0
: >"$1"
[ "$3" = last ] && { echo "the upload of $1 is not what was sent, twice" >&2; exit 1; }
exit ${OTHER}
`
