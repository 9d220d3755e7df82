import { useTranslation } from 'react-i18next'

interface RowFilterProps {
  readonly filter: string
  readonly onFilter: (filter: string) => void
}

/** Narrows the lines by a part of their names. */
export function RowFilter({ filter, onFilter }: RowFilterProps) {
  const { t } = useTranslation()
  return (
    <input
      className="input search"
      type="search"
      aria-label={t('dag.tasksFilter')}
      placeholder={t('dag.tasksFilter')}
      value={filter}
      onChange={event => onFilter(event.target.value)}
    />
  )
}
