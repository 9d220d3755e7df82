import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import { script } from '../../../stacks/provider/shell.ts'
import { asEvidence, hitsIn, type LogHit, logHits, PROGRAM_LOGS } from '../facts/log-hits.ts'
import { readSettings } from '../facts/settings.ts'
import type { Finding, Fix } from '../finding.ts'
import { installFix } from '../fixes/packages.ts'
import type { Patient } from '../patient.ts'
import type { Examined, Question } from '../question.ts'

export interface ModulesFacts {
  readonly missing: readonly MissingModule[]
}

/** A Python module that a log misses and python3 of the host does not find. */
export interface MissingModule {
  readonly name: string
  readonly hits: readonly LogHit[]
  /** Debian's package of it, where the host's apt knows one. */
  readonly package: string | null
}

export const modules: Question<ModulesFacts> = {
  name: 'modules',
  asks: "do programs or Python tasks miss modules? (No module named 'flask_bcrypt')",
  allIsWell: 'no log of the last week misses a Python module that is still missing',
  gather: async (patient, { stack }) => ({ missing: await missingModules(patient, stack) }),
  decide: examined => examined.flatMap(findingsOn),
}

async function missingModules(patient: Patient, stack: StackConfig): Promise<MissingModule[]> {
  const { baseLogFolder } = await readSettings(patient, stack)
  const { hits } = await patient.look({ hits: logHits('No module named ', PROGRAM_LOGS, baseLogFolder) })
  const byName = Map.groupBy(hitsIn(hits), ({ line }) => missedIn(line) ?? '')
  const names = [...byName.keys()].filter(name => name !== '' && name !== DATABASE_DRIVER)
  if (names.length === 0) return []
  const { known } = await patient.look({ known: script(KNOWN, ...names.flatMap(name => [name, packageOf(name)])) })
  return known.output.split('\n').flatMap(line => {
    const [word, name = '', found = ''] = line.split(' ')
    if (word !== 'missing') return []
    return [{ name, hits: byName.get(name) ?? [], package: found === '' ? null : found }]
  })
}

/** The question about the database tells of this one. */
const DATABASE_DRIVER = 'MySQLdb'

/** Its first part: the package that is to be installed. */
export function missedIn(line: string): string | undefined {
  return /No module named ["']?([A-Za-z_]\w*)/.exec(line)?.[1]
}

/** Debian names a package after the module (Python policy, 4.3), with these exceptions. */
export function packageOf(name: string): string {
  return EXCEPTIONS[name] ?? `python3-${name.toLowerCase().replaceAll('_', '-')}`
}

const EXCEPTIONS: Readonly<Record<string, string>> = {
  bs4: 'python3-bs4',
  cv2: 'python3-opencv',
  Crypto: 'python3-pycryptodome',
  dateutil: 'python3-dateutil',
  dns: 'python3-dnspython',
  google: 'python3-protobuf',
  jwt: 'python3-jwt',
  MySQLdb: 'python3-mysqldb',
  PIL: 'python3-pil',
  psycopg2: 'python3-psycopg2',
  serial: 'python3-serial',
  sklearn: 'python3-sklearn',
  yaml: 'python3-yaml',
}

// Not in the folder of anything that could be imported by chance.
const KNOWN = `
cd /
while [ $# -gt 0 ]; do
  if ! python3 -c 'import importlib.util, sys; sys.exit(importlib.util.find_spec(sys.argv[1]) is None)' "$1" 2>/dev/null; then
    echo "missing $1 $(apt-cache --names-only search "^$2\\$" 2>/dev/null | cut -d ' ' -f 1)"
  fi
  shift 2
done
`

function findingsOn({ host, os, facts }: Examined<ModulesFacts>): Finding[] {
  return facts.missing.map(one => ({
    host: host.name,
    status: 'problem',
    finding: `a Python task or program found No module named '${one.name}'`,
    evidence: asEvidence(one.hits),
    fix: one.package === null ? fromPip(one.name) : installFix(os, one.package),
  }))
}

/** Python of Debian 12 and Ubuntu 23.04 on refuses to be changed by pip (PEP 668), so that a virtual environment it is. */
const fromPip = (name: string): Fix => ({
  advice:
    `apt knows no package ${packageOf(name)}. Install ${name.replaceAll('_', '-')} into the environment of the task: ` +
    `its python -m pip install ${name.replaceAll('_', '-')} (python3 -m venv makes one)`,
})
