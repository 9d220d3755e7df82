import { useTranslation } from 'react-i18next'
import type { TaskPanel } from '../../../runtime/api/ui/contract/task.ts'
import { useSelection } from '../dag/selection.ts'
import { StateCounts } from '../states/state-badge.tsx'

/** Of a mapped task: how many task instances there are in which state, and which of them is shown. */
export function MapChoice({ task: { mapped, mapIndex } }: { readonly task: TaskPanel }) {
  const { t } = useTranslation()
  const [{ run, task }, select] = useSelection()
  if (mapped.length === 0) return null
  const counts = Object.fromEntries(
    [...Map.groupBy(mapped, one => one.state ?? 'none')].map(([state, all]) => [state, all.length]),
  )
  return (
    <>
      <label className="field inline">
        <span className="soft">{t('task.mapIndex')}</span>
        <select
          className="input"
          value={mapIndex}
          onChange={event => select({ run, task, map: Number(event.target.value) })}
        >
          {mapped.map(one => (
            <option key={one.mapIndex} value={one.mapIndex}>
              {one.label} ({one.state ?? 'none'})
            </option>
          ))}
        </select>
      </label>
      <StateCounts counts={counts} />
    </>
  )
}
