import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { TriangleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useMay } from '../../api/session.ts'
import { importErrorsQuery } from './import-errors.ts'

/** Says that there are DAG files which cannot be read; nothing where there are none. */
export function ImportErrorsBanner() {
  const { t } = useTranslation()
  const { data } = useQuery({ ...importErrorsQuery('limit=1'), enabled: useMay('can_read', 'ImportError') })
  const count = data?.total_entries ?? 0
  if (count === 0) return null
  return (
    <p className="failure" role="status">
      <TriangleAlert size={16} aria-hidden />
      <span>{t(count === 1 ? 'importErrors.one' : 'importErrors.many', { count })}</span>
      <Link to="/import-errors">{t('importErrors.show')}</Link>
    </p>
  )
}
