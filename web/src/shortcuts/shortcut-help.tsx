import { useTranslation } from 'react-i18next'
import { Dialog } from '../shell/dialog.tsx'
import { allPages, usePages } from '../shell/pages.ts'
import { PAGE_KEYS } from './page-keys.ts'
import { SHORTCUTS, type ShortcutName } from './shortcuts.ts'
import './shortcut-help.css'

const GROUPS = ['general', 'dag', 'panel'] as const

/** In which group a shortcut is listed: by the part of its name before the dot. */
const groupOf = (name: ShortcutName): (typeof GROUPS)[number] =>
  GROUPS.find(group => name.startsWith(`${group}.`)) ?? 'general'

/** All that the keyboard can do. */
export function ShortcutHelp({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const names = Object.keys(SHORTCUTS) as ShortcutName[]
  return (
    <Dialog title={t('keys.title')} onClose={onClose}>
      <div className="keys">
        {GROUPS.map(group => (
          <section key={group} className="keys-group">
            <h3>{t(`keys.${group}`)}</h3>
            <dl>
              {group === 'general' && <Line keys={['Ctrl', 'K']} label={t('keys.palette')} />}
              {names
                .filter(name => groupOf(name) === group)
                .map(name => (
                  <Line key={name} keys={[SHORTCUTS[name]]} label={t(`keys.${name}`)} />
                ))}
            </dl>
          </section>
        ))}
        <PageKeys />
      </div>
    </Dialog>
  )
}

function PageKeys() {
  const { t } = useTranslation()
  const pages = allPages(usePages()).filter(({ to }) => PAGE_KEYS[to] !== undefined)
  return (
    <section className="keys-group">
      <h3>{t('palette.pages')}</h3>
      <dl>
        {pages.map(({ to, label }) => (
          <Line key={to} keys={['g', PAGE_KEYS[to] ?? '']} label={t(label)} />
        ))}
      </dl>
    </section>
  )
}

const NAMES: Readonly<Record<string, string>> = { Escape: 'Esc' }

const Line = ({ keys, label }: { readonly keys: readonly string[]; readonly label: string }) => (
  <>
    <dt>
      {keys.map(key => (
        <kbd key={key}>{NAMES[key] ?? key}</kbd>
      ))}
    </dt>
    <dd>{label}</dd>
  </>
)
