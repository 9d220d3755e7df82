import type { HostFacts, PreflightHost } from '../types/preflight.ts'
import type { Findings } from './facts.ts'

/** Node.js 24 as it is published needs this one (its BUILDING.md). */
const OLDEST_GLIBC = '2.28'

/** Tokens that open a worker's logs are valid for this long around their time, less what the way takes. */
const MAX_SKEW_MS = 15_000

const NOTABLE_SKEW_MS = 1_000

const DEFAULT_MEMORY_MIB = 512

/** All that is wrong with one host, a sentence each; empty where it can be deployed to. */
export function problemsOf(wanted: PreflightHost, findings: Findings): string[] {
  const { facts, system, hasApt } = findings
  if (system !== 'Linux') return [`it runs ${system}, expected Linux`]
  return [
    ...(['x64', 'arm64'].includes(facts.arch) ? [] : [`its architecture is ${facts.arch}, expected x86_64 or aarch64`]),
    ...glibcProblems(facts),
    ...(hasApt ? [] : [`there is no apt-get on ${facts.os}: expected Debian, Ubuntu or a system made from them`]),
    ...memoryProblems(wanted, facts),
    ...diskProblems(wanted, findings),
    ...clockProblems(findings),
    ...portProblems(wanted, findings),
  ]
}

/** What is wrong between hosts: two that are one, or that others could not tell apart. */
export function problemsAmong(all: readonly HostFacts[]): string[] {
  return [
    ...shared(all, 'machineId').map(
      names =>
        `${names} have the same machine id: either they are one host under two addresses, or clones. For a clone: ` +
        'rm /etc/machine-id && systemd-machine-id-setup',
    ),
    ...shared(all, 'hostname').map(
      names => `${names} have the same host name: hostnamectl set-hostname NAME gives another`,
    ),
  ]
}

/** What does no harm yet, but should be known. */
export function warningsOf({ facts, skewErrorMs }: Findings): string[] {
  const isOff = Math.abs(facts.clockSkewMs) - skewErrorMs > NOTABLE_SKEW_MS
  return isOff ? [`${facts.name}: ${clockSentence(facts)}. Is its time synchronised (timedatectl)?`] : []
}

function glibcProblems({ glibc, os }: HostFacts): string[] {
  if (glibc === '') return ['it has no glibc, expected a system with glibc 2.28 or newer (no musl)']
  const remedy = 'Debian 10 and Ubuntu 20.04 are the oldest that have it'
  return isOlder(glibc, OLDEST_GLIBC)
    ? [`its glibc is ${glibc} (${os}), expected ${OLDEST_GLIBC} or newer: ${remedy}`]
    : []
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number)
  return major < thanMajor || (major === thanMajor && minor < thanMinor)
}

function memoryProblems({ memoryMib = DEFAULT_MEMORY_MIB }: PreflightHost, facts: HostFacts): string[] {
  return facts.memoryMib < memoryMib ? [`it has ${facts.memoryMib} MiB of memory, expected ${memoryMib} or more`] : []
}

function diskProblems({ disks = [] }: PreflightHost, { freeMibByPath }: Findings): string[] {
  return disks.flatMap(({ path, freeMib }) => {
    const free = freeMibByPath[path] ?? 0
    return free < freeMib ? [`${free} MiB are free for ${path}, expected ${freeMib} or more`] : []
  })
}

function clockProblems({ facts, skewErrorMs }: Findings): string[] {
  const isOff = Math.abs(facts.clockSkewMs) - skewErrorMs > MAX_SKEW_MS
  return isOff ? [`${clockSentence(facts)}, expected less than ${MAX_SKEW_MS / 1000} s: timedatectl set-ntp true`] : []
}

function clockSentence({ clockSkewMs }: HostFacts): string {
  const seconds = (Math.abs(clockSkewMs) / 1000).toFixed(1)
  return `its clock is ${seconds} s ${clockSkewMs > 0 ? 'ahead of' : 'behind'} this machine's`
}

function portProblems({ ports = [] }: PreflightHost, { listeners }: Findings): string[] {
  return ports.flatMap(({ port, what, heldBy = [] }) => {
    const holders = listeners.get(port)
    if (holders === undefined || holders.some(holder => heldBy.includes(holder))) return []
    return [
      `port ${port}, for ${what}, is taken by ${holders[0] ?? 'another program'}: stop it, or configure another port`,
    ]
  })
}

function shared(all: readonly HostFacts[], key: 'machineId' | 'hostname'): string[] {
  const byValue = Map.groupBy(
    all.filter(facts => facts[key] !== ''),
    facts => facts[key],
  )
  return [...byValue.values()]
    .filter(group => group.length > 1)
    .map(group => group.map(({ name }) => name).join(' and '))
}
