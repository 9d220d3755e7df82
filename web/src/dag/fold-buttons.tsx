import { ChevronsDownUp, ChevronsUpDown } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useShortcuts } from '../shortcuts/shortcuts.ts'

interface FoldButtonsProps {
  /** Folds or unfolds all groups; null where there are none. */
  readonly onFold: ((isFolded: boolean) => void) | null
}

export function FoldButtons({ onFold }: FoldButtonsProps) {
  const { t } = useTranslation()
  useShortcuts(onFold === null ? {} : { 'dag.fold': () => onFold(true), 'dag.unfold': () => onFold(false) })
  if (onFold === null) return null
  const buttons = [
    { label: t('dag.collapse'), isFolded: true, icon: ChevronsDownUp },
    { label: t('dag.expand'), isFolded: false, icon: ChevronsUpDown },
  ]
  return buttons.map(({ label, isFolded, icon: Icon }) => (
    <button
      key={label}
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      onClick={() => onFold(isFolded)}
    >
      <Icon size={16} aria-hidden />
    </button>
  ))
}
