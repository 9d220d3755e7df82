import { expect, test } from 'vitest'
import { eventually } from '../../scripts/servers/eventually.ts'
import type { LabHost } from '../lab/host.ts'
import type { Lab } from '../lab/lab.ts'
import { describeOnLab } from './describe-lab.ts'

/** Long: the machine may be busy with other things. */
const LIMIT_MS = 120_000

const ssh = async (lab: Lab, host: string, command: string): Promise<string> =>
  (await lab.exec('ssh', [host, command])).stdout

/** Whether a connection to the port is made, refused, or lost, as seen on that host. */
const knock = (from: LabHost, address: string, port: number): Promise<string> =>
  from.exec(`timeout 2 bash -c 'exec 3<>/dev/tcp/${address}/${port}' 2> /tmp/knock && echo open && exit
grep -q refused /tmp/knock && echo refused || echo lost`)

describeOnLab('Bare hosts', current => {
  const lab = () => current()
  const hosts = () => lab().hosts as [LabHost, LabHost]

  test('have sshd and sudo, and nothing that a deployment brings', async () => {
    for (const { name, address } of hosts()) {
      expect(await ssh(lab(), address, 'hostname; whoami; sudo -n id -u')).toBe(`${name}\nubuntu\n0`)
    }
    const { exitCode } = await lab().exec('ssh', ['host1', 'which supervisorctl docker python3'], { reject: false })
    expect(exitCode).toBe(1)
  })

  test('are known by their keys: a stranger under their address is refused', async () => {
    const [first, second] = hosts()
    expect(first.hostKeys).toContainEqual(expect.stringMatching(/^ssh-ed25519 AAAA\S+$/))
    expect(first.hostKeys).not.toEqual(second.hostKeys)
    const alias = ['-o', `HostKeyAlias=${second.address}`, first.address, 'true']
    const { all, exitCode } = await lab().exec('ssh', alias, { reject: false })
    expect([exitCode, all]).toEqual([255, expect.stringContaining('HOST IDENTIFICATION HAS CHANGED')])
  })

  test('see each other, and nothing else; and this machine does not see them', async () => {
    const [first, second] = hosts()
    expect(await knock(first, 'host2', 22)).toBe('open')
    expect(await knock(second, first.address, 22)).toBe('open')
    expect(await first.exec('ip route show default | grep -c via || true')).toBe('1')
    expect(await knock(first, '192.0.2.1', 443)).not.toBe('open')
    expect((await lab().exec('ip', ['route', 'show', 'default'])).stdout).toBe('')
  })

  test(
    'install packages from sources of their own, whose services start at once',
    async () => {
      const [first] = hosts()
      await ssh(lab(), 'host1', 'sudo apt-get update -q && sudo apt-get install -y -q supervisor locales docker.io')
      expect(await ssh(lab(), 'host1', 'sudo supervisorctl avail; sudo systemctl is-active docker supervisor')).toBe(
        'active\nactive',
      )
      const tags = (await first.exec("docker images --format '{{.Repository}}:{{.Tag}}'")).split('\n')
      expect(tags).toEqual(expect.arrayContaining(['mysql:9', 'rabbitmq:4-management']))
    },
    LIMIT_MS,
  )

  test('suffer faults, and recover', async () => {
    const [first, second] = hosts()
    {
      await using _cut = await first.cutOff(second)
      expect(await knock(second, first.address, 22)).toBe('lost')
      expect(await ssh(lab(), 'host1', 'echo the control machine still comes through')).toContain('still')
    }
    {
      await using _refused = await first.refuse(22, second)
      expect(await knock(second, first.address, 22)).toBe('refused')
    }
    expect(await knock(second, first.address, 22)).toBe('open')
    {
      await using _full = await second.fillDisk('/opt/slipstream')
      expect(await second.exec('echo x > /opt/slipstream/x', { reject: false, timeout: 5000 })).toBe('')
      expect(await second.exec("df --output=avail /opt/slipstream | tail -1 | tr -d ' '")).toBe('0')
    }
    expect(await second.exec('echo x > /opt/slipstream/x && cat /opt/slipstream/x')).toBe('x')
    {
      await using _clock = await second.shiftClock(-90)
      const skew = Number(await ssh(lab(), 'host2', 'sudo -n date +%s')) - Date.now() / 1000
      expect(Math.round(skew / 10)).toBe(-9)
    }
    {
      await using _old = await second.pretendOldSystem()
      const words = await ssh(lab(), 'host2', '. /etc/os-release; echo $PRETTY_NAME; getconf GNU_LIBC_VERSION')
      expect(words).toBe('Ubuntu 16.04.7 LTS\nglibc 2.23')
    }
    expect(await ssh(lab(), 'host2', 'getconf GNU_LIBC_VERSION')).toBe('glibc 2.36')
    {
      await using _password = await second.askSudoPassword('open sesame')
      const { all } = await lab().exec('ssh', ['host2', 'sudo -n id -u'], { reject: false })
      expect(all).toContain('a password is required')
      expect((await lab().exec('ssh', ['host2', 'sudo -S id -u'], { input: 'open sesame\n' })).stdout).toBe('0')
    }
    {
      await using _none = await second.forbidSudo()
      const { exitCode } = await lab().exec('ssh', ['host2', 'sudo -n id -u'], { reject: false })
      expect(exitCode).toBe(1)
    }
    expect(await ssh(lab(), 'host2', 'sudo -n id -u')).toBe('0')
  })

  test(
    'keep their data and their keys over reboots, and their services come back',
    async () => {
      const [first] = hosts()
      await first.exec('echo kept > /var/lib/kept; echo lost > /run/lost')
      for (const isHard of [false, true]) {
        await first.reboot({ isHard })
        expect(await ssh(lab(), 'host1', 'cat /var/lib/kept; ls /run/lost 2> /dev/null || true')).toBe('kept')
      }
      await eventually(async () => (await first.exec('docker version && supervisorctl pid')) || null, {
        withinMs: 20_000,
        what: 'the services of host1',
      })
    },
    LIMIT_MS,
  )

  test(
    'are fresh after a reset, within seconds',
    async () => {
      const [first] = hosts()
      const start = performance.now()
      await lab().reset()
      process.stderr.write(`reset: ${Math.round(performance.now() - start)} ms\n`)
      expect(await first.exec('ls /var/lib/kept 2> /dev/null || which docker || echo fresh')).toBe('fresh')
      expect(await ssh(lab(), 'host1', 'echo known by its new key')).toContain('new key')
    },
    LIMIT_MS,
  )
})
