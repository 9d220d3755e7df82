import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../../../scripts/servers/free-port.ts'
import { PATIENCE } from '../../../../stacks/provider/ssh/connect.ts'
import { Pool } from '../../../../stacks/provider/ssh/pool.ts'
import { describeOnScratchHost, newKeyPair } from '../scratch-host.ts'
import { startSshAgent } from '../ssh-agent.ts'

describeOnScratchHost('an SSH connection', current => {
  let pool: Pool
  let folder: string
  const controller = new AbortController()
  const { signal } = controller
  beforeAll(async () => {
    pool = new Pool({ signal })
    folder = await mkdtemp(join(tmpdir(), 'slipstream-ssh-'))
  })
  afterAll(async () => {
    pool.closeAll()
    await rm(folder, { recursive: true })
  })
  const root = () => current().root
  const options = { signal, timeoutMs: 20_000 }
  const run = (text: string, access = root()) => pool.use(access, connection => connection.exec(text, options))

  it('brings back output, errors and the exit status', async () => {
    expect(await run('echo out; echo err >&2; exit 7')).toEqual({ status: 7, stdout: 'out\n', stderr: 'err\n' })
    expect((await run('kill -9 $$')).status).toBe(137)
  })

  it('gives input to a command, all of it', async () => {
    const input = Buffer.alloc(3_000_000, 'x')
    const count = await pool.use(root(), connection => connection.exec('wc -c', { ...options, input }))
    expect(count.stdout.trim()).toBe('3000000')
    const unread = await pool.use(root(), connection => connection.exec('true', { ...options, input }))
    expect(unread.status).toBe(0)
  })

  it('is one for all that happens on a host, and never has more channels than sshd allows', async () => {
    const results = await Promise.all(Array.from({ length: 40 }, () => run('echo $SSH_CONNECTION; sleep 0.05')))
    expect(new Set(results.map(({ stdout }) => stdout)).size).toBe(1)
    expect(results.every(({ status }) => status === 0)).toBe(true)
  })

  it('misses no end, however soon it comes', async () => {
    await run(':')
    const running = Promise.all(Array.from({ length: 4 }, () => run(':')))
    // We are busy after each turn of the event loop: then start and end of a command are read in one piece.
    let isOver = false
    const beBusy = () => {
      const until = performance.now() + 1_000
      while (performance.now() < until);
      if (!isOver) setTimeout(beBusy)
    }
    beBusy()
    const results = await running.finally(() => {
      isOver = true
    })
    expect(results.map(({ status }) => status)).toEqual([0, 0, 0, 0])
  })

  it('ends a command whose time is over', async () => {
    const started = performance.now()
    const late = pool.use(current().deployer, connection =>
      connection.exec('echo $$ >/tmp/late; exec sleep 100 </dev/null', { signal, timeoutMs: 500 }),
    )
    await expect(late).rejects.toThrow('not done within 0.5 s')
    expect(performance.now() - started).toBeLessThan(6_000)
    expect((await run('kill -0 $(cat /tmp/late)')).status).toBe(1)
  })

  it('ends a command when the deployment is cancelled', async () => {
    const cancel = new AbortController()
    const running = pool.use(current().deployer, connection =>
      connection.exec('echo $$ >/tmp/cancelled; exec sleep 100 </dev/null', {
        signal: cancel.signal,
        timeoutMs: 60_000,
      }),
    )
    await run('until [ -s /tmp/cancelled ]; do sleep 0.05; done')
    cancel.abort()
    await expect(running).rejects.toThrow('cancelled')
    expect((await run('kill -0 $(cat /tmp/cancelled)')).status).toBe(1)
  })

  it('that is lost fails what was under way, and is opened again for what comes next', async () => {
    const running = run('sleep 100')
    await run('true')
    current().cutConnections()
    await expect(running).rejects.toThrow('the connection was lost')
    expect((await run('echo again')).stdout).toBe('again\n')
  })

  it('carries streams to where the host can reach', async () => {
    const server: Server = createServer(socket => socket.end('hello'))
    const port = await freePort()
    await new Promise<void>(done => server.listen(port, '127.0.0.1', done))
    try {
      const text = await pool.use(root(), connection =>
        connection.forward({ address: '127.0.0.1', port }, async stream => (await stream.toArray()).join('')),
      )
      expect(text).toBe('hello')
    } finally {
      server.close()
    }
    const nothing = pool.use(root(), connection => connection.forward({ address: '127.0.0.1', port }, async () => ''))
    await expect(nothing).rejects.toThrow(/Connection refused/)
  })

  it('goes through another host', async () => {
    expect((await run('id -un', { ...current().deployer, jump: root() })).stdout).toBe('deployer\n')
  })

  it('uses the keys of an agent', async () => {
    await using agent = await startSshAgent(folder, current().keys.privateKey)
    const { privateKey: _, ...access } = root()
    expect((await run('echo in', { ...access, agent: agent.socket })).stdout).toBe('in\n')
  })

  it('uses a key with a passphrase, and says when it is wrong', async () => {
    const { privateKey, publicKey } = newKeyPair('open sesame')
    await run(`echo '${publicKey}' >>/etc/scratch/authorized_keys`)
    expect((await run('echo in', { ...root(), privateKey, passphrase: 'open sesame' })).stdout).toBe('in\n')
    await expect(run('echo in', { ...root(), privateKey, passphrase: 'wrong' })).rejects.toThrow(
      /Cannot use the private key of root/,
    )
    await expect(run('echo in', { ...root(), privateKey })).rejects.toThrow(/Cannot use the private key of root/)
  })

  describe('that cannot be', () => {
    const within = async (ms: number, work: () => Promise<unknown>) => {
      const started = performance.now()
      await work()
      expect(performance.now() - started).toBeLessThan(ms)
    }

    it('because the key is refused: said at once', async () => {
      await within(5_000, () =>
        expect(run('true', { ...root(), privateKey: newKeyPair().privateKey })).rejects.toThrow(
          /^root@127\.0\.0\.1:\d+ refuses the login with the private key given\..*authorized_keys/,
        ),
      )
    })

    it('because nobody listens: after some tries', async () => {
      const port = await freePort()
      await within(12_000, () =>
        expect(run('true', { ...root(), port })).rejects.toThrow(
          `Cannot reach root@127.0.0.1:${port} over SSH after 4 tries: connect ECONNREFUSED`,
        ),
      )
    })

    it('because the host does not answer: within its deadline', async () => {
      const silent = createServer(() => undefined)
      const port = await freePort()
      await new Promise<void>(done => silent.listen(port, '127.0.0.1', done))
      const impatient = new Pool({ signal, patience: { ...PATIENCE, connectTimeoutMs: 700, deadlineMs: 900 } })
      try {
        await within(5_000, () =>
          expect(impatient.use({ ...root(), port }, async () => 'in')).rejects.toThrow(
            /Cannot reach .* Timed out while waiting for handshake/,
          ),
        )
      } finally {
        silent.close()
      }
    })

    it('because the name means nothing: at once', async () => {
      await within(10_000, () =>
        expect(run('true', { ...root(), address: 'no-such-host.invalid' })).rejects.toThrow(/Cannot reach/),
      )
    })

    it('because the host shows another key than the pinned one', async () => {
      const [type, key] = newKeyPair().publicKey.split(' ')
      await expect(run('true', { ...root(), hostKey: `${type} ${key}` })).rejects.toThrow(
        /The host key of \[127\.0\.0\.1\]:\d+ has changed.* SHA256:.*set hostKey/,
      )
    })

    it('because nobody has said yet who the host is; then the line that is shown makes it known', async () => {
      const knownHosts = join(folder, 'known_hosts')
      const { hostKey, ...access } = root()
      const error = await run('true', { ...access, knownHosts }).catch((reason: Error) => reason.message)
      expect(error).toMatch(/is not known: ssh-ed25519 SHA256:[A-Za-z0-9+/]{43}\./)
      const [, accept = ''] = /accept it with: (.*)$/.exec(String(error)) ?? []
      await execa('sh', ['-c', accept])
      expect((await run('echo in', { ...access, knownHosts })).stdout).toBe('in\n')
      await writeFile(knownHosts, `[127.0.0.1]:${current().port} ${newKeyPair().publicKey}\n`)
      const fresh = new Pool({ signal })
      await expect(fresh.use({ ...access, knownHosts }, async () => 'in')).rejects.toThrow(/has changed.*ssh-keygen -f/)
      expect(hostKey).toContain('ssh-ed25519')
    })
  })
})
