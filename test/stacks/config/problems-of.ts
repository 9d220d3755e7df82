import { StackConfigInvalid } from '../../../stacks/config/problem.ts'
import { readStackConfig } from '../../../stacks/config.ts'

/** The two hosts of the reference deployment. */
export const host1 = {
  name: 'host1',
  address: '192.168.0.10',
  roles: ['webserver', 'scheduler', 'worker', 'flower', 'database', 'broker'],
}
export const host2 = { name: 'host2', address: '192.168.0.11', roles: ['worker'] }
export const hosts = [host1, host2]

/** `path: message` of all that is wrong with a configuration. */
export function problemsOf(raw: Readonly<Record<string, unknown>>): string[] {
  try {
    readStackConfig(raw, 'prod')
    return []
  } catch (error) {
    if (!(error instanceof StackConfigInvalid)) throw error
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
}
