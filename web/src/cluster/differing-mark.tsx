import { TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface DifferingMarkProps {
  readonly isOdd: boolean
  readonly children: ReactNode
}

/** A value; marked red where other nodes have another one. */
export function DifferingMark({ isOdd, children }: DifferingMarkProps) {
  const { t } = useTranslation()
  if (!isOdd) return <span className="number">{children}</span>
  return (
    <span className="number odd">
      <TriangleAlert size={13} role="img" aria-label={t('cluster.odd')} />
      {children}
    </span>
  )
}
