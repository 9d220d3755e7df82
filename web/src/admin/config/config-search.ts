import { useNavigate, useSearch } from '@tanstack/react-router'
import type { ConfigLine, ConfigSectionLines } from '../../../../runtime/api/ui/contract/config.ts'

/** Which options are shown, kept in the address. */
export interface ConfigSearch {
  readonly search?: string | undefined
  /** Only those that have another value than their default. */
  readonly changed?: true | undefined
}

export const readConfigSearch = ({ search, changed }: Readonly<Record<string, unknown>>): ConfigSearch => ({
  search: search === undefined || search === '' ? undefined : String(search),
  changed: changed === true ? true : undefined,
})

export function useConfigSearch(): [ConfigSearch, (change: ConfigSearch) => void] {
  const shown: ConfigSearch = useSearch({ from: '/admin/config' })
  const navigate = useNavigate({ from: '/config' })
  return [shown, change => void navigate({ search: before => ({ ...before, ...change }), replace: true })]
}

/** By section and key as one writes them (`core parallelism`, `[core] parallelism`), value, description or place; sections without any are left out. */
export function sectionsThatMatch(
  sections: readonly ConfigSectionLines[],
  { search = '', changed = undefined }: ConfigSearch,
): readonly ConfigSectionLines[] {
  const wanted = search.toLowerCase().replaceAll(/[[\]]/g, '')
  const isShown = (section: string, option: ConfigLine): boolean =>
    (changed !== true || !option.isDefault) && textOf(section, option).includes(wanted)
  return sections
    .map(({ name, options }) => ({ name, options: options.filter(option => isShown(name, option)) }))
    .filter(({ options }) => options.length > 0)
}

const textOf = (section: string, { key, value, description, origin }: ConfigLine): string =>
  [`${section} ${key}`, value, description, origin].join('\n').toLowerCase()
