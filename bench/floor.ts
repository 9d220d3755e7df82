import { spawn } from 'node:child_process'

/** What the machine itself needs for the same processes: `bash -c true`, one after another or up to `at` at once. Seconds. */
export async function spawnFloor(count: number, at: number): Promise<number> {
  const startedMs = performance.now()
  let left = count
  const lane = async (): Promise<void> => {
    while (left > 0) {
      left -= 1
      await new Promise(resolve => spawn('bash', ['-c', 'true'], { stdio: 'ignore' }).on('exit', resolve))
    }
  }
  await Promise.all(Array.from({ length: at }, lane))
  return (performance.now() - startedMs) / 1000
}
