import { Unplug } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import './live-banner.css'

/** Says so while pages cannot update by themselves; what they show is as old as the connection is gone. */
export function LiveBanner({ isLost }: { readonly isLost: boolean }) {
  const { t } = useTranslation()
  return (
    <div className="live-banner" role="status">
      {isLost && (
        <p>
          <Unplug size={15} aria-hidden />
          {t('app.notLive')}
        </p>
      )}
    </div>
  )
}
