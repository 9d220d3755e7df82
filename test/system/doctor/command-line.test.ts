import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { obstacleToPulumi } from '../../stacks/provider/pulumi-project.ts'
import { CHECKOUT, createStack, stackEnvironment } from './pulumi-stack.ts'
import { type Cluster, describeOnHosts, startCluster } from './scene.ts'

describeOnHosts(
  'npm run doctor',
  () => {
    let cluster: Cluster
    let folder: string
    beforeAll(async () => {
      cluster = await startCluster({
        hosts: [
          { name: 'node1', roles: ['webserver', 'scheduler', 'worker'] },
          { name: 'node2', roles: ['worker'] },
        ],
      })
      folder = await mkdtemp(join(tmpdir(), 'slipstream-doctor-'))
      await createStack(folder, cluster.settings)
    }, 120_000)
    afterAll(async () => {
      await cluster?.[Symbol.asyncDispose]()
      if (folder) await rm(folder, { recursive: true })
    })

    const doctor = (...args: string[]) =>
      execa(process.execPath, [join(CHECKOUT, 'scripts', 'doctor.ts'), ...args], {
        cwd: folder,
        env: stackEnvironment(folder),
        reject: false,
      })

    test('reads the stack, asks its hosts, and ends with 1 where there is a problem', async () => {
      const { stdout, exitCode } = await doctor('--stack', 'prod', 'programs', '--json', '--host', 'node2')
      expect(JSON.parse(stdout)).toEqual([
        {
          question: 'programs',
          host: 'node2',
          status: 'problem',
          finding: 'supervisor does not run, and so none of its programs',
          evidence: [expect.stringContaining('supervisor.sock')],
          fix: 'sudo service supervisor start',
          fixed: false,
        },
      ])
      expect(exitCode).toBe(1)
    })

    test('says what it fixed, and ends with 0 then', async () => {
      const { stdout, exitCode } = await doctor('--stack', 'prod', 'programs', '--fix')
      expect(stdout).toContain('fixed    programs on node1: supervisor does not run')
      expect(stdout).toContain('0 problems, 0 warnings, 0 unknown, 2 fixed')
      expect(exitCode).toBe(0)
    })

    test('shows what it found, the evidence, and the fix', async () => {
      const { stdout } = await doctor('-s', 'prod', 'database', '--host', 'node1')
      expect(stdout.split('\n')).toEqual([
        'problem  database on node1: no MySQL answers at 127.0.0.1:1',
        expect.stringContaining('  seen: '),
        "  fix:  start the database at 127.0.0.1:1, and let the hosts' addresses through its firewall",
        '1 problem, 0 warnings, 0 unknown',
      ])
    })

    test('makes one line of a host that cannot be reached, and ends with 2', async () => {
      await cluster.host('node2')[Symbol.asyncDispose]()
      const { stdout, stderr, exitCode } = await doctor('--stack', 'prod', 'locale', '--host', 'node2')
      expect(stdout).toMatch(
        /^unknown {2}reach on node2: cannot be asked: .*(refused|ECONNREFUSED).*\n0 problems, 0 warnings, 1 unknown$/,
      )
      expect(stderr).toBe('')
      expect(exitCode).toBe(2)
    })

    test('says what is wrong with what it was told, and ends with 2', async () => {
      const outcome = async (...args: string[]) => {
        const { stderr, exitCode } = await doctor(...args)
        return [exitCode, stderr]
      }
      expect(await outcome('--stack', 'none', 'locale')).toEqual([
        2,
        expect.stringContaining("no stack named 'none' found"),
      ])
      expect(await outcome('--stack', 'prod', '--host', 'node9')).toEqual([
        2,
        'Stack prod has no host node9. There are: node1, node2',
      ])
    })
  },
  obstacleToPulumi(),
)
