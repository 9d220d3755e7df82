import { readFileSync } from 'node:fs'
import Handlebars from 'handlebars'
import { CHECKOUT } from './checkout.ts'
import type { HostConfig, StackConfig } from './config/stack-config.ts'
import { type ClusterSecrets, cfgView } from './render/cfg-view.ts'
import { type NodeProgram, type ProgramRole, programRoles, programView } from './render/program-view.ts'

/**
 * The airflow.cfg of a cluster, the same on every node. It holds secrets. A value in it is as Python's ConfigParser and
 * ours read it: `%` is doubled.
 */
export function renderAirflowCfg(config: StackConfig, secrets: ClusterSecrets): string {
  return rendered('airflow-cfg/airflow.cfg.hbs', cfgView(config, secrets))
}

/** The supervisor programs of a host, in the order in which they start. None holds a secret. */
export function renderPrograms(config: StackConfig, host: HostConfig): NodeProgram[] {
  return programRoles(host).map(role => renderProgram(config, host, role))
}

/** One of them. */
export function renderProgram(config: StackConfig, host: HostConfig, role: ProgramRole): NodeProgram {
  const view = programView(config, host, role)
  const { program: name, stopwaitsecs } = view
  return { role, name, stopwaitsecs: Number(stopwaitsecs), conf: rendered('supervisor/program.conf.hbs', view) }
}

/** What a template asks for must be there: an empty text in its place would be found out on the hosts only. */
function rendered(template: string, view: object): string {
  const source = readFileSync(new URL(template, TEMPLATES), 'utf8')
  return Handlebars.compile(source, { noEscape: true, strict: true })(percentDoubled(view))
}

const TEMPLATES = new URL('templates/', `file://${CHECKOUT}/`)

/** Both files that we write take a single `%` for the start of a reference. */
function percentDoubled(value: unknown): unknown {
  if (typeof value === 'string') return value.replaceAll('%', '%%')
  if (Array.isArray(value)) return value.map(percentDoubled)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, percentDoubled(one)]))
}
