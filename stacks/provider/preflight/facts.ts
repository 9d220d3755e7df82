import type { Host } from '../host/host.ts'
import { script } from '../shell.ts'
import type { DiskNeed, HostFacts } from '../types/preflight.ts'

/** What is found on one host, and what the judgement needs besides. */
export interface Findings {
  readonly facts: HostFacts
  readonly system: string
  readonly hasApt: boolean
  /** How far off the clock's skew may be, in milliseconds. */
  readonly skewErrorMs: number
  readonly freeMibByPath: Readonly<Record<string, number>>
  /** Names of the programs that listen, by port. */
  readonly listeners: ReadonlyMap<number, readonly string[]>
}

/** Looks, and changes nothing. */
export async function gatherFindings(host: Host, name: string, disks: readonly DiskNeed[]): Promise<Findings> {
  const sentAtMs = Date.now()
  const clock = await host.ask({ name: 'read the clock', command: ['date', '+%s%3N'], user: host.login })
  const receivedAtMs = Date.now()
  const command = script(LOOK, ...disks.map(({ path }) => path))
  const lines = (await host.ask({ name: 'look at the host', command, user: host.login })).split('\n')
  const value = valuesIn(lines)
  const listening = await host.ask({ name: 'look at the ports', command: script(LISTENERS) })
  return {
    facts: {
      name,
      hostname: value('hostname'),
      os: value('os'),
      arch: ARCHITECTURES[value('machine')] ?? value('machine'),
      glibc: value('glibc'),
      machineId: value('machine_id'),
      memoryMib: Math.round(Number(value('memory_kib')) / 1024),
      clockSkewMs: Math.round(Number(clock) - (sentAtMs + receivedAtMs) / 2),
      hasDocker: value('docker') === 'yes',
    },
    system: value('system'),
    hasApt: value('apt') === 'yes',
    skewErrorMs: Math.ceil((receivedAtMs - sentAtMs) / 2),
    freeMibByPath: Object.fromEntries(
      disks.map(({ path }, index) => [path, Math.floor(Number(value(`free${index}`)) / 1024)]),
    ),
    listeners: listenersIn(listening.split('\n')),
  }
}

const ARCHITECTURES: Readonly<Record<string, string>> = { x86_64: 'x64', aarch64: 'arm64' }

function valuesIn(lines: readonly string[]): (key: string) => string {
  const values = new Map(lines.map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]))
  return key => values.get(key) ?? ''
}

/** Lines of a port and the names of one program: of its executable, as the kernel shows it, and of its arguments. */
function listenersIn(lines: readonly string[]): Map<number, string[]> {
  const byPort = new Map<number, string[]>()
  for (const line of lines) {
    const [port = '', ...names] = line.split(' ')
    if (port !== '') byPort.set(Number(port), [...(byPort.get(Number(port)) ?? []), ...names])
  }
  return byPort
}

// Everything here is on every Linux with coreutils; nothing has to be installed to be looked at.
const LOOK = `
if [ -r /etc/os-release ]; then . /etc/os-release; fi
echo "system=$(uname -s)"
echo "hostname=$(uname -n)"
echo "machine=$(uname -m)"
echo "os=\${ID:-unknown} \${VERSION_ID:-}"
echo "glibc=$(getconf GNU_LIBC_VERSION 2>/dev/null | cut -d' ' -f2)"
echo "machine_id=$(cat /etc/machine-id 2>/dev/null)"
echo "memory_kib=$(sed -n 's/^MemTotal: *\\([0-9]*\\).*/\\1/p' /proc/meminfo)"
echo "docker=$(command -v docker >/dev/null && echo yes)"
echo "apt=$(command -v apt-get >/dev/null && echo yes)"
number=0
for path; do
  while [ ! -e "$path" ]; do path=$(dirname "$path"); done
  echo "free$number=$(df -Pk "$path" | awk 'NR == 2 { print $4 }')"
  number=$((number + 1))
done
`

const LISTENERS = `
cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | awk '$4 == "0A" { split($2, a, ":"); print a[2], $10 }' | sort -u |
while read -r hex inode; do
  names=''
  for fd in $(find /proc/[0-9]*/fd -lname "socket:\\[$inode\\]" 2>/dev/null); do
    process=\${fd%/fd/*}
    names="$names $(basename "$(readlink "$process/exe" 2>/dev/null)" 2>/dev/null) $(tr ' ' _ <"$process/comm")"
    names="$names $(tr '\\0' '\\n' <"$process/cmdline" | head -n 3 | xargs -r -n 1 basename 2>/dev/null | tr '\\n' ' ')"
  done
  echo "$((0x$hex))$names"
done
`
