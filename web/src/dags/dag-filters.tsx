import { useTranslation } from 'react-i18next'
import type { DagCounts, DagList } from '../../../runtime/api/ui/contract/dag-list.ts'
import { SearchField } from '../shell/search-field.tsx'
import { SHOWS, type Show, useFilter } from './dag-filter.ts'

/** Narrows the DAG list: by name, state, tag and owner. */
export function DagFilters({ list }: { readonly list: DagList }) {
  const { t } = useTranslation()
  const [{ search, tag, owner }, change] = useFilter()
  return (
    <>
      <SearchField label={t('dags.search')} search={search} onSearch={next => change({ search: next })} />
      <ShowSegments counts={list.counts} />
      <LabelFilter
        label={t('dags.tag')}
        any={t('dags.anyTag')}
        value={tag}
        options={list.tags}
        onChange={value => change({ tag: value })}
      />
      <LabelFilter
        label={t('dags.owner')}
        any={t('dags.anyOwner')}
        value={owner}
        options={list.owners}
        onChange={value => change({ owner: value })}
      />
    </>
  )
}

function ShowSegments({ counts }: { readonly counts: DagCounts }) {
  const { t } = useTranslation()
  const [{ show: shown = 'all' }, change] = useFilter()
  return (
    <div className="segments" role="group" aria-label={t('dags.filter')}>
      {SHOWS.map(show => (
        <button
          key={show}
          type="button"
          className="segment"
          aria-pressed={show === shown}
          onClick={() => change({ show: show === 'all' ? undefined : show })}
        >
          {t(`dags.${show}`)} <span className="soft number">{countOf(counts, show)}</span>
        </button>
      ))}
    </div>
  )
}

const countOf = (counts: DagCounts, show: Show): number => (show === 'active' ? counts.unpaused : counts[show])

interface LabelFilterProps {
  readonly label: string
  readonly any: string
  readonly value: string | undefined
  readonly options: readonly string[]
  readonly onChange: (value: string | undefined) => void
}

/** Nothing to choose from is not shown. */
function LabelFilter({ label, any, value, options, onChange }: LabelFilterProps) {
  if (options.length < 2 && value === undefined) return null
  return (
    <select
      className="input"
      aria-label={label}
      value={value ?? ''}
      onChange={event => onChange(event.target.value === '' ? undefined : event.target.value)}
    >
      <option value="">{any}</option>
      {options.map(option => (
        <option key={option}>{option}</option>
      ))}
    </select>
  )
}
