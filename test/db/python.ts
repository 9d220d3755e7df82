import { spawnSync } from 'node:child_process'

/** Whether this machine's python3 has the module, so that our formats can be held against the real one. */
export const hasPythonModule = (name: string): boolean => spawnSync('python3', ['-c', `import ${name}`]).status === 0

/** Runs the program with the value as JSON on its standard input; what it prints is JSON too. */
export function runPython(program: string, input: unknown): unknown {
  const result = spawnSync('python3', ['-c', program], { input: JSON.stringify(input), encoding: 'utf8' })
  if (result.status !== 0) throw new Error(`python3 failed: ${result.stderr}`)
  return JSON.parse(result.stdout)
}
