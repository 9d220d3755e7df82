import { DeploymentError } from '../errors.ts'
import { absolutePath, hostAccess, integer, listOf, objectOf, optional, port, text } from '../frame/fields.ts'
import type { Context, Invocation } from '../frame/resource.ts'
import type { PreflightHost, PreflightInputs, PreflightOutputs } from '../types/preflight.ts'
import { type Findings, gatherFindings } from './facts.ts'
import { problemsAmong, problemsOf, warningsOf } from './judgement.ts'

/** Hosts are not as they must be: all that is wrong with all of them. */
export class PreflightFailed extends DeploymentError {
  override readonly name = 'PreflightFailed'

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'One thing has' : `${problems.length} things have`
    super(
      `${count} to be put right on the hosts first. Nothing was changed.\n${problems.map(each => `  - ${each}`).join('\n')}`,
    )
  }
}

export const preflight: Invocation<PreflightInputs, PreflightOutputs> = {
  fields: {
    hosts: listOf(
      objectOf({
        name: text,
        access: hostAccess,
        ports: optional(listOf(objectOf({ port, what: text, heldBy: optional(listOf(text)) }))),
        disks: optional(listOf(objectOf({ path: absolutePath, freeMib: integer(0, 1e9) }))),
        memoryMib: optional(integer(0, 1e9)),
      }),
    ),
  },
  answer: async (context, { hosts }) => {
    const looks = await Promise.all(hosts.map(host => lookAt(context, host)))
    const found = looks.flatMap(({ findings }) => findings ?? [])
    const facts = found.map(findings => findings.facts)
    const problems = [...looks.flatMap(look => look.problems), ...problemsAmong(facts)]
    if (problems.length > 0) throw new PreflightFailed(problems)
    for (const warning of found.flatMap(warningsOf)) context.log.warning(warning)
    return { hosts: facts }
  },
}

interface Look {
  readonly problems: readonly string[]
  readonly findings?: Findings
}

async function lookAt({ openHost }: Context, wanted: PreflightHost): Promise<Look> {
  const host = openHost(wanted.access)
  try {
    await host.run({ name: 'run a command as root', command: ['true'] })
    const findings = await gatherFindings(host, wanted.name, wanted.disks ?? [])
    return { findings, problems: problemsOf(wanted, findings).map(problem => `${wanted.name}: ${problem}`) }
  } catch (error) {
    if (!(error instanceof DeploymentError)) throw error
    return { problems: [`${wanted.name}: ${sentenceOf(error, wanted)}`] }
  }
}

/** sudo says what it misses, and not what helps. */
function sentenceOf({ message }: DeploymentError, { access: { address, user } }: PreflightHost): string {
  const refusal = /^.*(sudo: .+)$/m.exec(message)?.[1]
  return refusal === undefined ? message : `${address}: ${user} cannot run commands as root: ${refusal}. ${SUDO_REMEDY}`
}

const SUDO_REMEDY =
  "Let it ask for none (NOPASSWD in /etc/sudoers.d), or give the password: sudoPassword in the stack's configuration, as a secret"
