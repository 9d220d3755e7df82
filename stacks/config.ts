import { checkTogether } from './config/checks.ts'
import { type Problem, StackConfigInvalid, top } from './config/problem.ts'
import type { StackSettings } from './config/settings.ts'
import { stackShape } from './config/shapes.ts'
import { type StackConfig, stackConfigOf } from './config/stack-config.ts'

/**
 * Reads the configuration of a stack and fills in the reference deployment where it says nothing.
 * @param raw the keys of the project's namespace (`hosts`, `airflow`, …) with their values, secrets in the clear
 * @throws StackConfigInvalid with all that is wrong
 */
export function readStackConfig(raw: Readonly<Record<string, unknown>>, stackName: string): StackConfig {
  const problems: Problem[] = []
  const at = top(NAMESPACE, problems)
  const settings = stackShape.read(raw, at)
  if (settings !== undefined) checkTogether(settings, at)
  if (problems.length > 0) throw new StackConfigInvalid(stackName, problems)
  return stackConfigOf(settings as StackSettings, stackName)
}

const NAMESPACE = 'slipstream'

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
