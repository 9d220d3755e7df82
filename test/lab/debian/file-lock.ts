import { once } from 'node:events'
import { execa } from 'execa'

/** Waits for its turn among all processes of this machine that lock the file; a process that dies gives it back. */
export async function lockFile(path: string): Promise<AsyncDisposable> {
  const holder = execa('flock', [path, 'sh', '-c', 'echo locked && exec cat'], { stdio: 'pipe', reject: false })
  await Promise.race([once(holder.stdout, 'data'), holder.then(({ stderr }) => refuse(path, stderr))])
  return {
    async [Symbol.asyncDispose]() {
      holder.stdin.end()
      await holder
    },
  }
}

function refuse(path: string, why: string): never {
  throw new Error(`flock could not lock ${path}: ${why}`)
}
