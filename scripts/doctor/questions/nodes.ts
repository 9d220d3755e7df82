import { createHash } from 'node:crypto'
import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import { type Command, script } from '../../../stacks/provider/shell.ts'
import { programsOf } from '../facts/programs.ts'
import { cfgPath, readSettings } from '../facts/settings.ts'
import type { Finding } from '../finding.ts'
import { deployAgain } from '../fixes/deploy.ts'
import type { Examined, Question } from '../question.ts'

/** What must be the same on all nodes, by what it is. Null where it is not there. */
export type NodesFacts = Readonly<Record<(typeof ASPECTS)[number], string | null>>

const ASPECTS = [
  'airflow.cfg',
  'secret_key',
  'dags release',
  'dags content',
  'runtime version',
  'runtime release',
] as const

export const nodes: Question<NodesFacts> = {
  name: 'nodes',
  asks: 'are airflow.cfg, DAG files, runtime and keys the same on all nodes?',
  allIsWell: 'the same airflow.cfg, DAG files, runtime and keys as the other nodes',
  isFor: host => programsOf(host).length > 0,
  compares: true,
  gather: async (patient, { stack }) => {
    const { cfg, dags, content, runtime, arch } = await patient.look({
      cfg: script('sha256sum <"$1" | cut -c -12', cfgPath(stack)),
      dags: releaseOf(stack.airflow.dagsFolder),
      content: script(CONTENT, stack.airflow.dagsFolder),
      runtime: script('cat /opt/slipstream/runtime/current/release.json'),
      arch: ['uname', '-m'],
    })
    const settings = cfg.status === 0 ? await readSettings(patient, stack).catch(() => null) : null
    const { id, version } = runtime.status === 0 ? releaseIn(runtime.output) : {}
    const isThere = /^[0-9a-f]{12}$/.test(cfg.output)
    return {
      'airflow.cfg': isThere ? cfg.output : null,
      secret_key: settings?.secretKey ? fingerprint(settings.secretKey) : null,
      'dags release': dags.output || null,
      'dags content': content.output || null,
      'runtime version': version ?? null,
      // A release holds the Node.js of its architecture.
      'runtime release': id === undefined ? null : `${id} for ${arch.output}`,
    }
  },
  decide: (examined, stack) => ASPECTS.flatMap(aspect => differences(examined, aspect, stack)),
}

/** The release that a folder, or a link in it named current, leads to; nothing where it is a plain folder. */
const releaseOf = (folder: string): Command =>
  script(
    'for path in "$1" "$1/current"; do [ ! -L "$path" ] || { basename "$(readlink -f "$path")"; break; }; done',
    folder,
  )

const CONTENT = `
cd "$1" 2>/dev/null || exit 0
find -L . -type f -not -path '*/__pycache__/*' -print0 | sort -z | xargs -0r sha256sum | sha256sum | cut -c -12
`

function releaseIn(json: string): { readonly id?: string; readonly version?: string } {
  try {
    return JSON.parse(json)
  } catch {
    return {}
  }
}

/** Shows that two keys differ, and nothing of them. */
const fingerprint = (secret: string): string => createHash('sha256').update(secret).digest('hex').slice(0, 12)

type Aspect = (typeof ASPECTS)[number]

/** Who has not what most have. */
function differences(examined: readonly Examined<NodesFacts>[], aspect: Aspect, stack: StackConfig): Finding[] {
  const comparable = comparableOf(examined, aspect)
  const [most] = [...Map.groupBy(comparable, ({ facts }) => facts[aspect])].sort(([, a], [, b]) => b.length - a.length)
  const others = comparable.filter(({ facts }) => facts[aspect] !== most?.[0])
  return others.map(({ host, facts }) => ({
    host: host.name,
    status: 'problem',
    finding: `${aspect} is not that of ${most?.[1].map(one => one.host.name).join(', ')}`,
    evidence: [`here: ${facts[aspect] ?? 'not there'}`, `there: ${most?.[0] ?? 'not there'}`],
    fix: deployAgain(stack),
  }))
}

/** Releases differ between architectures, and only there may they. */
function comparableOf(examined: readonly Examined<NodesFacts>[], aspect: Aspect): readonly Examined<NodesFacts>[] {
  if (aspect !== 'runtime release') return examined
  const arch = (one: Examined<NodesFacts>) => one.facts[aspect]?.split(' for ')[1]
  const [first] = examined
  return examined.filter(one => first !== undefined && (arch(one) === undefined || arch(one) === arch(first)))
}
