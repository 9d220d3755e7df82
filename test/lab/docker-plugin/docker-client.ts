import { chmod, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { execa } from 'execa'

/** Runs the docker client on the engine that the provider is configured for. Throws what the engine says. */
export type DockerClient = (args: readonly string[]) => Promise<string>

/**
 * @param host as in DOCKER_HOST: unix:///… or ssh://user@address
 * @param sshOptions passed to the ssh that an address of that kind needs
 */
export async function openDockerClient(host: string | undefined, sshOptions: readonly string[]): Promise<DockerClient> {
  const env = { ...(host && { DOCKER_HOST: host }), PATH: await pathWith(sshOptions) }
  return async args => {
    const { failed, stdout, stderr, exitCode } = await execa('docker', args, { env, stdin: 'ignore', reject: false })
    if (!failed) return stdout
    // Without the arguments: secrets are among them.
    throw new Error(`docker ${args[0]} ended with ${exitCode}: ${stderr}`)
  }
}

/** null where the answer is that there is no such thing; any other failure is one. */
export async function whereThere(answer: Promise<string>): Promise<string | null> {
  try {
    return await answer
  } catch (error) {
    if (/no such (image|container|network|volume|object)|not found/i.test(String(error))) return null
    throw error
  }
}

// The docker client starts `ssh` by its name and has no option for its options.
async function pathWith(sshOptions: readonly string[]): Promise<string> {
  const path = process.env['PATH'] ?? ''
  if (sshOptions.length === 0) return path
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-docker-ssh-'))
  const words = sshOptions.map(word => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
  await writeFile(join(folder, 'ssh'), `#!/bin/sh\nPATH='${path}' exec ssh ${words} "$@"\n`)
  await chmod(join(folder, 'ssh'), 0o755)
  return [folder, path].join(delimiter)
}
