import { describe, expect, it } from 'vitest'
import type { Findings } from '../../../../stacks/provider/preflight/facts.ts'
import { problemsAmong, problemsOf, warningsOf } from '../../../../stacks/provider/preflight/judgement.ts'
import type { HostFacts, PreflightHost } from '../../../../stacks/provider/types/preflight.ts'

const FACTS: HostFacts = {
  name: 'host1',
  hostname: 'host1',
  os: 'debian 12',
  arch: 'x64',
  glibc: '2.36',
  machineId: 'aa',
  memoryMib: 2048,
  clockSkewMs: 3,
  hasDocker: false,
}

const WANTED: PreflightHost = {
  name: 'host1',
  access: { address: '192.168.0.10', user: 'ubuntu' },
  ports: [{ port: 8080, what: 'the webserver', heldBy: ['node'] }],
  disks: [{ path: '/data', freeMib: 1000 }],
}

const findings = (facts: Partial<HostFacts> = {}, more: Partial<Findings> = {}): Findings => ({
  facts: { ...FACTS, ...facts },
  system: 'Linux',
  hasApt: true,
  skewErrorMs: 20,
  freeMibByPath: { '/data': 5000 },
  listeners: new Map(),
  ...more,
})

describe('one host', () => {
  it('may be as it is', () => {
    expect(problemsOf(WANTED, findings())).toEqual([])
    expect(warningsOf(findings())).toEqual([])
  })

  it('needs Linux, and then nothing else is looked at', () => {
    expect(problemsOf(WANTED, findings({}, { system: 'FreeBSD', hasApt: false }))).toEqual([
      'it runs FreeBSD, expected Linux',
    ])
  })

  it.each([
    [
      { glibc: '2.23', os: 'ubuntu 16.04' },
      'its glibc is 2.23 (ubuntu 16.04), expected 2.28 or newer: Debian 10 and Ubuntu 20.04',
    ],
    [{ glibc: '' }, 'it has no glibc'],
    [{ arch: 'armv7l' }, 'its architecture is armv7l, expected x86_64 or aarch64'],
    [{ memoryMib: 100 }, 'it has 100 MiB of memory, expected 512 or more'],
    [{ clockSkewMs: -20_000 }, "its clock is 20.0 s behind this machine's, expected less than 15 s"],
  ])('with %o is refused', (facts, sentence) => {
    const problems = problemsOf(WANTED, findings(facts))
    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(sentence)
  })

  it('may be exactly as old as that, and newer', () => {
    for (const glibc of ['2.28', '2.100', '3.0']) expect(problemsOf(WANTED, findings({ glibc }))).toEqual([])
  })

  it('needs apt and free space', () => {
    expect(problemsOf(WANTED, findings({}, { hasApt: false, freeMibByPath: { '/data': 10 } }))).toEqual([
      'there is no apt-get on debian 12: expected Debian, Ubuntu or a system made from them',
      '10 MiB are free for /data, expected 1000 or more',
    ])
  })

  it('may hold its ports by our own programs, not by others', () => {
    const heldBy = (...names: string[]) => problemsOf(WANTED, findings({}, { listeners: new Map([[8080, names]]) }))
    expect(heldBy('node', 'MainThread')).toEqual([])
    expect(heldBy('nginx', 'nginx')).toEqual([
      'port 8080, for the webserver, is taken by nginx: stop it, or configure another port',
    ])
    expect(heldBy()).toEqual([
      'port 8080, for the webserver, is taken by another program: stop it, or configure another port',
    ])
  })

  it('with a clock that is off by a second is warned of; what the way may have taken is not held against it', () => {
    expect(warningsOf(findings({ clockSkewMs: 1500 }))[0]).toContain(
      "host1: its clock is 1.5 s ahead of this machine's",
    )
    expect(warningsOf(findings({ clockSkewMs: 1500 }, { skewErrorMs: 600 }))).toEqual([])
  })
})

describe('several hosts', () => {
  it('must not be one', () => {
    const two = { ...FACTS, name: 'host2', hostname: 'host2', machineId: 'bb' }
    expect(problemsAmong([FACTS, two])).toEqual([])
    expect(problemsAmong([FACTS, { ...two, machineId: 'aa' }])[0]).toContain('host1 and host2 have the same machine id')
    expect(problemsAmong([FACTS, { ...two, hostname: 'host1' }])[0]).toContain(
      'host1 and host2 have the same host name',
    )
    expect(
      problemsAmong([
        { ...FACTS, machineId: '' },
        { ...two, machineId: '' },
      ]),
    ).toEqual([])
  })
})
