import { useTranslation } from 'react-i18next'
import { Failure } from '../shell/notice.tsx'
import { useChangeWorker } from './cluster-query.ts'

/** A drained worker takes tasks again. */
export function TakeBackButton({ worker }: { readonly worker: string }) {
  const { t } = useTranslation()
  const change = useChangeWorker(worker)
  return (
    <>
      <button
        type="button"
        className="button"
        aria-label={t('cluster.takeBackWorker', { worker })}
        disabled={change.isPending}
        onClick={() => change.mutate('resume')}
      >
        {t('cluster.takeBack')}
      </button>
      {change.error && <Failure error={change.error} />}
    </>
  )
}
