import { SlidersHorizontal, X } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Phrase } from '../language/en.ts'
import { SearchField } from '../shell/search-field.tsx'
import { useListState } from './list-search.ts'
import { StateFilter } from './state-filter.tsx'
import { TimeField } from './time-field.tsx'
import './list.css'

/** How one filter is asked for; `name` is that of the address. */
export type FilterSpec =
  | { readonly name: string; readonly kind: 'text'; readonly label: Phrase }
  | { readonly name: string; readonly kind: 'time'; readonly label: Phrase }
  | { readonly name: string; readonly kind: 'choice'; readonly label: Phrase; readonly options: readonly string[] }
  | { readonly name: string; readonly kind: 'states'; readonly options: readonly string[] }

interface FilterBarProps {
  /** Always shown. */
  readonly main: readonly FilterSpec[]
  /** Shown when somebody asks for more, or when one of them narrows the list. */
  readonly more?: readonly FilterSpec[]
}

/** Narrows a list; all of it stands in the address. */
export function FilterBar({ main, more = [] }: FilterBarProps) {
  const { t } = useTranslation()
  const [{ filters }, change] = useListState()
  const [isOpen, setIsOpen] = useState(more.some(({ name }) => filters[name] !== undefined))
  const names = [...main, ...more].map(({ name }) => name)
  const isNarrowed = names.some(name => filters[name] !== undefined)
  return (
    <search className="filters" aria-label={t('list.filters')}>
      {(isOpen ? [...main, ...more] : main).map(spec => (
        <Filter
          key={spec.name}
          spec={spec}
          value={filters[spec.name]}
          onValue={value => change({ filters: { [spec.name]: value } })}
        />
      ))}
      {more.length > 0 && (
        <button type="button" className="button" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          <SlidersHorizontal size={15} aria-hidden />
          {t(isOpen ? 'list.fewer' : 'list.more')}
        </button>
      )}
      {isNarrowed && (
        <button
          type="button"
          className="button"
          onClick={() => change({ filters: Object.fromEntries(names.map(name => [name, undefined])) })}
        >
          <X size={15} aria-hidden />
          {t('list.clear')}
        </button>
      )}
    </search>
  )
}

interface FilterProps {
  readonly spec: FilterSpec
  readonly value: string | undefined
  readonly onValue: (value: string | undefined) => void
}

function Filter({ spec, value, onValue }: FilterProps) {
  const { t } = useTranslation()
  if (spec.kind === 'states') return <StateFilter states={spec.options} value={value} onValue={onValue} />
  const label = t(spec.label)
  if (spec.kind === 'time') return <TimeField label={label} value={value} onValue={onValue} />
  if (spec.kind === 'text') {
    const className = spec.name === 'search' ? 'input search' : 'input filter-text'
    return <SearchField label={label} search={value} onSearch={onValue} className={className} />
  }
  return (
    <select
      className="input"
      aria-label={label}
      value={value ?? ''}
      onChange={event => onValue(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{t('list.any', { what: label })}</option>
      {spec.options.map(option => (
        <option key={option}>{option}</option>
      ))}
    </select>
  )
}
