import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'

export interface SshAgent extends AsyncDisposable {
  /** Path of its socket. */
  readonly socket: string
}

/** An agent that holds the key; its files are in the folder. */
export async function startSshAgent(folder: string, privateKey: string): Promise<SshAgent> {
  const [socket, key] = [join(folder, 'agent'), join(folder, 'agent-key')]
  await writeFile(key, `${privateKey}\n`, { mode: 0o600 })
  const agent = execa('ssh-agent', ['-D', '-a', socket], { reject: false })
  await execa('sh', ['-c', `until ssh-add -q ${key} 2>/dev/null; do sleep 0.1; done`], {
    env: { SSH_AUTH_SOCK: socket },
    timeout: 20_000,
  })
  return {
    socket,
    async [Symbol.asyncDispose]() {
      agent.kill('SIGKILL')
      await agent
    },
  }
}
