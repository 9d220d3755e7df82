import type { Finding } from '../../../scripts/doctor/finding.ts'
import type { Os } from '../../../scripts/doctor/os.ts'
import type { Examined, Question } from '../../../scripts/doctor/question.ts'
import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import { readStackConfig } from '../../../stacks/config.ts'

export const STACK: StackConfig = readStackConfig(
  {
    hosts: [
      {
        name: 'host1',
        address: '10.0.0.1',
        roles: ['webserver', 'scheduler', 'worker', 'flower', 'database', 'broker'],
      },
      { name: 'host2', address: '10.0.0.2', roles: ['worker'] },
      { name: 'host3', address: '10.0.0.3', roles: ['worker'] },
    ],
  },
  'prod',
)

export const DEBIAN: Os = { id: 'debian', version: '12', hasSystemd: true }

export const UBUNTU: Os = { id: 'ubuntu', version: '24.04', hasSystemd: true }

/** What a question finds when these are the facts of host1, host2 and so on. */
export function findingsOf<Facts>(
  question: Question<Facts>,
  facts: readonly Facts[],
  os: Os = DEBIAN,
): readonly Finding[] {
  const examined = facts.map((one, index) => ({ host: STACK.hosts[index], os, facts: one }) as Examined<Facts>)
  return question.decide(examined, STACK)
}
