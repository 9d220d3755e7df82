import { spawnSync } from 'node:child_process'

/** Why tests against Python cannot run here, or null. On CI they always run, and fail without Python. */
export function whyNoPython(): string | null {
  const { status } = spawnSync('python3', ['--version'])
  if (status === 0 || process.env['CI'] === 'true') return null
  return 'python3 is not installed'
}

/** Runs a Python program that reads JSON from stdin and prints JSON. */
export function askPython(program: string, question: unknown): unknown {
  const { status, stdout, stderr, error } = spawnSync('python3', ['-c', program], {
    input: JSON.stringify(question),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(`python3 failed: ${error?.message ?? stderr}`)
  return JSON.parse(stdout)
}
