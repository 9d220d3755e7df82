import type { HostConfig, StackConfig } from '../../stacks/config/stack-config.ts'
import type { Log } from '../../stacks/provider/frame/engine-log.ts'
import { Exclusion } from '../../stacks/provider/host/exclusion.ts'
import { Host } from '../../stacks/provider/host/host.ts'
import { maskFor } from '../../stacks/provider/host/mask.ts'
import { Pool } from '../../stacks/provider/ssh/pool.ts'
import type { HostAccess } from '../../stacks/provider/types/host-access.ts'
import type { Told } from './finding.ts'
import { readHostAccess } from './host-access.ts'
import { osOf } from './os.ts'
import { lookAt, Patient } from './patient.ts'
import type { Ward } from './question.ts'

/** The hosts that answer, and a finding for each that does not. */
export interface OpenWard extends Ward, Disposable {
  readonly unreachable: readonly Told[]
}

/** Logs in everywhere at once. */
export async function openWard(stack: StackConfig, signal: AbortSignal): Promise<OpenWard> {
  const pool = new Pool({ signal })
  const shared = { pool, signal, exclusion: new Exclusion(), log: SILENT }
  const arrivals = await Promise.all(
    stack.hosts.map(host => {
      const access = readHostAccess(host.ssh)
      return arrive(host, new Host({ ...shared, access, mask: maskFor(secretsOf(access)) }))
    }),
  )
  return {
    stack,
    patients: arrivals.flatMap(arrival => (arrival instanceof Patient ? [arrival] : [])),
    unreachable: arrivals.flatMap(arrival => (arrival instanceof Patient ? [] : [arrival])),
    [Symbol.dispose]: () => pool.closeAll(),
  }
}

async function arrive(config: HostConfig, host: Host): Promise<Patient | Told> {
  try {
    const { release, systemd } = await lookAt(host, {
      release: ['cat', '/etc/os-release'],
      systemd: ['test', '-d', '/run/systemd/system'],
    })
    return new Patient(config, osOf(release.output, systemd.status === 0), host)
  } catch (error) {
    return absent(config, error as Error)
  }
}

function absent({ name }: HostConfig, { message }: Error): Told {
  const [finding = '', ...evidence] = message.split('\n').map(line => line.trim())
  return {
    question: 'reach',
    host: name,
    status: 'unknown',
    finding: `cannot be asked: ${finding}`,
    evidence,
    fix: null,
    isFixed: false,
  }
}

const secretsOf = ({ sudoPassword, passphrase, privateKey }: HostAccess): string[] =>
  [sudoPassword, passphrase, privateKey].filter(secret => secret !== undefined)

const SILENT: Log = {
  debug: () => undefined,
  info: () => undefined,
  warning: () => undefined,
  status: () => undefined,
  flush: async () => undefined,
}
