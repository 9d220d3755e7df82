import { useTranslation } from 'react-i18next'

interface DagAdderProps {
  readonly dagIds: readonly string[]
  readonly onAdd: (dagId: string) => void
}

/** Chooses a DAG whose permissions are then in the matrix. */
export function DagAdder({ dagIds, onAdd }: DagAdderProps) {
  const { t } = useTranslation()
  if (dagIds.length === 0) return null
  return (
    <label className="field inline">
      <span>{t('roles.addDag')}</span>
      <select className="input" value="" onChange={event => onAdd(event.target.value)}>
        <option value="" disabled>
          {t('roles.chooseDag')}
        </option>
        {dagIds.map(dagId => (
          <option key={dagId}>{dagId}</option>
        ))}
      </select>
    </label>
  )
}
