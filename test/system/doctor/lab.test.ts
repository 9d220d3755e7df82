import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { obstacleToPulumi } from '../../stacks/provider/pulumi-project.ts'
import { describeOnLab } from '../describe-lab.ts'
import { createStack, doctorArguments, stackEnvironment } from './pulumi-stack.ts'

const MINUTES_MS = 600_000

describeOnLab('npm run doctor on bare hosts', current => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipstream-doctor-'))
    const { hosts, knownHostsPath, privateKeyPath } = current()
    await createStack(folder, {
      hosts: hosts.map(({ name, address }, index) => ({ name, address, roles: index === 0 ? ALL_ROLES : ['worker'] })),
      ssh: { privateKey: await readFile(privateKeyPath, 'utf8'), knownHosts: knownHostsPath },
      locale: 'zh_CN.UTF-8',
    })
  }, MINUTES_MS)
  afterAll(() => rm(folder, { recursive: true }))

  const doctor = async (...args: string[]) => {
    const [node, ...words] = doctorArguments(...args)
    const { stdout, exitCode } = await current().exec(node, words, {
      cwd: folder,
      env: stackEnvironment(folder),
      reject: false,
    })
    return { told: JSON.parse(String(stdout)) as { host: string; finding: string; fixed: boolean }[], exitCode }
  }

  test.skipIf(obstacleToPulumi() !== null)(
    'installs what is missing from the sources of the hosts, and generates the locale',
    async () => {
      const { told, exitCode } = await doctor('locale', '--fix')
      expect(told.map(({ host, finding, fixed }) => [host, finding, fixed])).toEqual([
        ['host1', 'zh_CN.UTF-8 is not generated: Python programs say "unsupported locale setting"', true],
        ['host1', '/etc/default/locale is missing', true],
        ['host2', 'zh_CN.UTF-8 is not generated: Python programs say "unsupported locale setting"', true],
        ['host2', '/etc/default/locale is missing', true],
      ])
      expect(exitCode).toBe(0)
      expect(await current().hosts[1]?.exec('locale -a | grep zh_CN; cat /etc/default/locale')).toBe(
        'zh_CN.utf8\nLANG=zh_CN.UTF-8\nLC_ALL=zh_CN.UTF-8',
      )
    },
    MINUTES_MS,
  )

  test.skipIf(obstacleToPulumi() !== null)(
    'installs supervisor, and then misses the programs that only a deployment brings',
    async () => {
      const { told, exitCode } = await doctor('programs', '--fix', '--host', 'host2')
      expect(told.map(({ finding, fixed }) => [finding, fixed])).toEqual([
        ['supervisor is not installed', true],
        ["airflow_worker is missing: no file in supervisor's conf.d names it", false],
      ])
      expect(exitCode).toBe(1)
    },
    MINUTES_MS,
  )

  test.skipIf(obstacleToPulumi() !== null)(
    'tells a clock that is wrong',
    async () => {
      await using _fault = await current().hosts[1]?.shiftClock(120)
      const { told } = await doctor('clock')
      expect(told).toContainEqual(
        expect.objectContaining({ finding: expect.stringMatching(/^its clock is 1(19|20|21)\.\d s ahead of/) }),
      )
    },
    MINUTES_MS,
  )
})

const ALL_ROLES = ['webserver', 'scheduler', 'worker', 'flower', 'database', 'broker']
