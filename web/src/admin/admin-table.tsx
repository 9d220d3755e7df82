import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface AdminTableProps {
  /** The heads of its columns but the last. */
  readonly heads: ReactNode
  /** Its rows. */
  readonly children: ReactNode
}

/** A table whose rows end in what can be done with each. */
export function AdminTable({ heads, children }: AdminTableProps) {
  const { t } = useTranslation()
  return (
    <div className="table-frame">
      <table className="table admin-table">
        <thead>
          <tr>
            {heads}
            <th className="narrow">
              <span className="unseen">{t('dags.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </div>
  )
}
