import { useTranslation } from 'react-i18next'
import type { Tail } from '../../api/tail.ts'
import { Toggle } from '../../shell/toggle.tsx'
import { LEVELS, type Level } from './lines.ts'

interface LogToolsProps {
  readonly tail: Tail
  readonly search: string
  readonly onSearch: (search: string) => void
  readonly level: Level | null
  readonly onLevel: (level: Level | null) => void
  readonly isFollowing: boolean
  readonly onFollow: (isFollowing: boolean) => void
  readonly isWrapped: boolean
  readonly onWrap: (isWrapped: boolean) => void
  readonly rawUrl: string
  readonly shown: number
  readonly total: number
}

export function LogTools(props: LogToolsProps) {
  const { t } = useTranslation()
  const { tail, search, level, isWrapped, rawUrl, shown, total } = props
  return (
    <div className="log-tools">
      <input
        className="input search"
        type="search"
        aria-label={t('log.search')}
        placeholder={t('log.search')}
        value={search}
        onChange={event => props.onSearch(event.target.value)}
      />
      <select
        className="input"
        aria-label={t('log.level')}
        value={level ?? ''}
        onChange={event => props.onLevel(LEVELS.find(one => one === event.target.value) ?? null)}
      >
        <option value="">{t('log.allLevels')}</option>
        {LEVELS.map(one => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <Toggle label={t('log.wrap')} isOn={isWrapped} onToggle={props.onWrap} />
      {!tail.isEnd && <Toggle label={t('log.follow')} isOn={props.isFollowing} onToggle={props.onFollow} />}
      <span className="log-count soft number" aria-live="polite">
        {shown === total ? t('log.lines', { count: total }) : t('log.matches', { count: shown, total })}
      </span>
      <LogState tail={tail} />
      <a href={rawUrl} target="_blank" rel="noreferrer" type="text/plain">
        {t('log.download')}
      </a>
    </div>
  )
}

function LogState({ tail }: { readonly tail: Tail }) {
  const { t } = useTranslation()
  if (tail.isEnd) return null
  return (
    <span className="log-live" role="status">
      <span className="state-dot state-running" />
      {t(tail.isLost ? 'log.lost' : 'log.live')}
    </span>
  )
}
