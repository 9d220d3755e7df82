import { checkTogether } from './config/checks.ts'
import { type Problem, StackConfigInvalid, top } from './config/problem.ts'
import type { ClusterSettings, StackSettings } from './config/settings.ts'
import { stackShape } from './config/shapes.ts'
import { type StackConfig, stackConfigOf } from './config/stack-config.ts'

/**
 * Reads the configuration of a stack and fills in the reference deployment where it says nothing.
 * @param raw the keys of the project's namespace (`hosts`, `airflow`, …) with their values, secrets in the clear
 * @throws StackConfigInvalid with all that is wrong
 */
export function readStackConfig(raw: Readonly<Record<string, unknown>>, stackName: string): StackConfig {
  return readConfig(raw, { name: stackName, kind: 'stack', namespace: 'slipstream' })
}

/**
 * The same for a cluster in somebody's own program.
 * @throws StackConfigInvalid with all that is wrong
 */
export function readClusterSettings(settings: ClusterSettings, name: string): StackConfig {
  return readConfig(settings, { name, kind: 'cluster', namespace: '' })
}

function readConfig(raw: object, { name, kind, namespace }: Record<'name' | 'kind' | 'namespace', string>) {
  const problems: Problem[] = []
  const at = top(namespace, problems)
  const settings = stackShape.read(raw, at)
  if (settings !== undefined) checkTogether(settings, at)
  if (problems.length > 0) throw new StackConfigInvalid(`${kind} ${name}`, problems)
  return stackConfigOf(settings as StackSettings, name)
}

/**
 * The keys of a project's namespace among all configuration values as Pulumi hands them to a program, where a list or an
 * object is JSON and all else is text.
 */
export function rawConfigOf(all: Readonly<Record<string, string>>, project: string): Record<string, unknown> {
  const prefix = `${project}:`
  const own = Object.entries(all).filter(([key]) => key.startsWith(prefix))
  return Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), structureOf(value)]))
}

function structureOf(value: string): unknown {
  if (!/^\s*[[{]/.test(value)) return value
  try {
    return JSON.parse(value)
  } catch {
    return value
  }
}
