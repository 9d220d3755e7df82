import type { ConfigEntry } from '../../config/config.ts'
import { listOf, object, TEXT } from './shape.ts'

/** Airflow's ConfigSection. */
export interface ConfigSection {
  readonly name: string
  readonly options: readonly { readonly key: string; readonly value: string }[]
}

/** Airflow's Config; sensitive values never leave. */
export function configSections(entries: readonly ConfigEntry[]): readonly ConfigSection[] {
  const sections = new Map<string, { readonly key: string; readonly value: string }[]>()
  for (const entry of entries) {
    const option = { key: entry.key, value: entry.isSensitive ? '< hidden >' : entry.value }
    sections.set(entry.section, [...(sections.get(entry.section) ?? []), option])
  }
  return [...sections].map(([name, options]) => ({ name, options }))
}

/** As Airflow writes it for a client that prefers plain text. */
export const configText = (sections: readonly ConfigSection[]): string =>
  sections
    .map(({ name, options }) => `[${name}]\n${options.map(({ key, value }) => `${key} = ${value}`).join('\n')}\n`)
    .join('\n')

export const CONFIG_SHAPE = object({
  sections: listOf(object({ name: TEXT, options: listOf(object({ key: TEXT, value: TEXT })) })),
})
