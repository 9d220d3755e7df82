import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clonedFrom, littleMemory, otherProcessor, takenPort } from '../lab/faults.ts'
import { whyNoPulumi } from '../lab/pulumi/cli.ts'
import { hostOf, traceOn } from './deployed.ts'
import { createDeployment, type Deployment, expectSuccess, tell } from './deployment.ts'
import { describeOnLab } from './describe-lab.ts'
import type { Outcome } from './pulumi-run.ts'

/** From the start of the CLI to its end, with all that is wrong with all hosts. */
const LIMIT_MS = 15_000

const PATIENCE_MS = 120_000
const reason = whyNoPulumi()
if (reason !== null) process.stderr.write(`Skipped: deployments that are refused: ${reason}\n`)

describe.skipIf(reason !== null)('a deployment is refused', () => {
  describeOnLab(
    'with the real Pulumi CLI on three bare hosts',
    current => {
      const host = (name: string) => hostOf(current(), name)
      const key = () => `privateKeyFile: ${current().privateKeyPath}`
      const known = () => `knownHosts: ${current().knownHostsPath}`
      const traces = () => Promise.all(current().hosts.map(traceOn))
      let deployment: Deployment
      beforeAll(async () => {
        deployment = await createDeployment(current(), HEALTHY.replace('KEY', key()).replace('KNOWN', known()))
        // The first deployment of a checkout builds what hosts get; that takes its time on no host.
        expectSuccess(await deployment.pulumi('preview'))
      }, PATIENCE_MS)
      afterAll(() => deployment?.[Symbol.asyncDispose]())

      const refused = async (): Promise<Outcome> => {
        const before = await traces()
        const outcome = await deployment.pulumi('up', '--yes')
        tell('refused', outcome)
        expect(outcome.exitCode, outcome.output).not.toBe(0)
        expect(await traces()).toEqual(before)
        expect(outcome.tookMs, outcome.output).toBeLessThan(LIMIT_MS)
        return outcome
      }

      /** Runs with other hosts than the healthy ones. */
      const withHosts = async (hosts: string, work: () => Promise<void>): Promise<void> => {
        let healthy = ''
        await deployment.configure(yaml => {
          healthy = yaml
          return yaml.replace(/ {2}slipstream:hosts:\n( {4}.*\n)+/, `  slipstream:hosts:\n${hosts}`)
        })
        await work().finally(() => deployment.configure(() => healthy))
      }

      it(
        'where hosts are not as they must be, with all that is wrong with all of them',
        async () => {
          await using faults = new AsyncDisposableStack()
          faults.use(await host('host1').pretendOldSystem())
          faults.use(await host('host1').shiftClock(-60))
          faults.use(await host('host1').suffer(takenPort(8080)))
          faults.use(await host('host2').suffer(otherProcessor('riscv64')))
          faults.use(await host('host2').suffer(littleMemory(400)))
          faults.use(await host('host2').fillDisk('/opt/slipstream'))
          faults.use(await host('host2').suffer(clonedFrom(await host('host1').exec('cat /etc/machine-id'))))
          faults.use(await host('host3').forbidSudo())
          const { output } = await refused()
          expect(output).toContain('8 things have to be put right on the hosts first. Nothing was changed.')
          expect(linesOf(output)).toEqual([
            expect.stringMatching(/^host1 and host2 have the same machine id: .* rm \/etc\/machine-id/),
            expect.stringMatching(/^host1: its clock is 6\d\.\d s behind this machine's, .*timedatectl set-ntp true/),
            expect.stringMatching(
              /^host1: its glibc is 2\.23 \(ubuntu 16\.04\), expected 2\.28 or newer: Debian 10 and/,
            ),
            'host1: port 8080, for webserver, is taken by sshd: stop it, or configure another port',
            'host2: 0 MiB are free for /opt/slipstream, expected 1024 or more',
            'host2: it has 400 MiB of memory, expected 512 or more',
            'host2: its architecture is riscv64, expected x86_64 or aarch64',
            expect.stringMatching(
              /^host3: .*ubuntu cannot run commands as root: sudo: a password is required\. .*NOPASSWD/,
            ),
          ])
        },
        PATIENCE_MS,
      )

      it(
        'where a host is not who it should be, or does not know who comes, or is not there',
        async () => {
          const { folder } = deployment
          await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', join(folder, 'stranger')])
          await writeFile(join(folder, 'nobody_known'), '')
          await withHosts(
            `    - { name: host1, address: 192.168.0.10, roles: [webserver, scheduler, database, broker], ssh: { hostKey: "${host('host2').hostKeys[0]}" } }
    - { name: host2, address: 192.168.0.11, roles: [worker], ssh: { knownHosts: ${join(folder, 'nobody_known')} } }
    - { name: host3, address: 192.168.0.12, roles: [worker], ssh: { privateKeyFile: ${join(folder, 'stranger')} } }
    - { name: ghost, address: 192.168.0.99, roles: [worker], ssh: { hostKey: "${host('host2').hostKeys[0]}" } }
`,
            async () => {
              const { output } = await refused()
              expect(linesOf(output)).toEqual([
                expect.stringMatching(
                  /^ghost: .*Cannot reach ubuntu@192\.168\.0\.99 .*Is the host up, is its address right/,
                ),
                expect.stringMatching(
                  /^host1: .*The host key of 192\.168\.0\.10 has changed: .* SHA256:.*, set hostKey in/,
                ),
                expect.stringMatching(
                  /^host2: .*The host key of 192\.168\.0\.11 is not known: .* SHA256:.*accept it with: /,
                ),
                expect.stringMatching(
                  /^host3: .*ubuntu@192\.168\.0\.12 refuses the login .*authorized_keys of that user/,
                ),
              ])
            },
          )
        },
        PATIENCE_MS,
      )

      it(
        'where the way to a host is blocked',
        async () => {
          const { folder } = deployment
          await execa('ssh-keygen', ['-q', '-t', 'ed25519', '-N', 'open sesame', '-f', join(folder, 'locked')])
          await using _firewall = await host('host2').cutOff(current().control)
          await withHosts(
            `    - { name: host1, address: 192.168.0.10, roles: [webserver, scheduler, database, broker], ssh: { privateKeyFile: ${join(folder, 'locked')}, passphrase: wrong } }
    - { name: host2, address: 192.168.0.11, roles: [worker] }
    - { name: host3, address: 192.168.0.12, roles: [worker], ssh: { jump: { address: 192.168.0.10, user: stranger } } }
`,
            async () => {
              const { output } = await refused()
              expect(linesOf(output)).toEqual([
                expect.stringMatching(
                  /^host1: .*private key of ubuntu: .*bad passphrase.*passphrase in the stack's conf/,
                ),
                expect.stringMatching(
                  /^host2: .*Cannot reach ubuntu@192\.168\.0\.11 over SSH: no answer within 4 s\. Is the/,
                ),
                expect.stringMatching(
                  /^host3: .*stranger@192\.168\.0\.10 refuses the login .*authorized_keys of that user/,
                ),
              ])
            },
          )
        },
        PATIENCE_MS,
      )

      it(
        'and goes ahead once the causes are gone',
        async () => {
          expectSuccess(await deployment.pulumi('preview'))
        },
        PATIENCE_MS,
      )
    },
    { hosts: 3, withImages: [] },
  )
})

const HEALTHY = `
  slipstream:hosts:
    - { name: host1, address: 192.168.0.10, roles: [webserver, scheduler, database, broker] }
    - { name: host2, address: 192.168.0.11, roles: [worker] }
    - { name: host3, address: 192.168.0.12, roles: [worker] }
  slipstream:ssh: { user: ubuntu, KEY, KNOWN }
  slipstream:deleteDataOnDestroy: true
`

/** What is to be put right, in order. */
const linesOf = (output: string): string[] =>
  [...output.slice(output.indexOf('Diagnostics:')).matchAll(/^ +- (.*)$/gm)].map(([, line]) => line ?? '').sort()
