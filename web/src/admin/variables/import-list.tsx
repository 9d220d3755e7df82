import { useTranslation } from 'react-i18next'
import type { ImportResults, PlannedVariable } from './import-file.ts'

interface ImportListProps {
  readonly planned: readonly PlannedVariable[]
  /** Null before the import. */
  readonly results: ImportResults | null
}

/** What will be done to each key, and then what became of it. */
export function ImportList({ planned, results }: ImportListProps) {
  const { t } = useTranslation()
  if (planned.length === 0) return null
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div className="table-frame import-list" tabIndex={0} role="region" aria-label={t('variables.importTitle')}>
      <table className="table">
        <thead>
          <tr>
            <th>{t('variables.key')}</th>
            <th>{t(results === null ? 'variables.plan' : 'variables.result')}</th>
          </tr>
        </thead>
        <tbody>
          {planned.map(variable => (
            <tr key={variable.key}>
              <th scope="row">{variable.key}</th>
              <td>
                <Outcome variable={variable} results={results} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Outcome({
  variable: { key, plan },
  results,
}: {
  readonly variable: PlannedVariable
  readonly results: ImportResults | null
}) {
  const { t } = useTranslation()
  const problem = results?.get(key)
  if (typeof problem === 'string') return <span className="field-error">{problem}</span>
  if (problem === null) return t(`variables.was.${plan === 'add' ? 'add' : 'overwrite'}`)
  return <span className="soft">{t(`variables.plan.${plan}`)}</span>
}
