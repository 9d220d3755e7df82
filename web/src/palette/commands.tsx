import { Command } from 'cmdk'
import { useTranslation } from 'react-i18next'
import { LANGUAGES, type Language, setLanguage } from '../language/language.ts'
import { setTheme, THEMES } from '../shell/theme.ts'
import { availableShortcuts, SHORTCUTS } from '../shortcuts/shortcuts.ts'

interface CommandsProps {
  readonly onDone: () => void
  readonly onHelp: () => void
}

/** What can be done here and now, with its key; then theme and language. */
export function Commands({ onDone, onHelp }: CommandsProps) {
  const { t } = useTranslation()
  const done = (act: () => void): void => {
    onDone()
    act()
  }
  return (
    <Command.Group heading={t('palette.commands')}>
      {availableShortcuts().map(({ name, act }) => (
        <Item key={name} label={t(`keys.${name}`)} shortcut={SHORTCUTS[name]} onSelect={() => done(act)} />
      ))}
      <Item label={t('keys.title')} shortcut={SHORTCUTS.help} onSelect={onHelp} />
      {THEMES.map(theme => (
        <Item
          key={theme}
          label={`${t('settings.theme')}: ${t(`settings.${theme}`)}`}
          onSelect={() => done(() => setTheme(theme))}
        />
      ))}
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <Item
          key={code}
          label={`${t('settings.language')}: ${name}`}
          onSelect={() => done(() => void setLanguage(code as Language))}
        />
      ))}
    </Command.Group>
  )
}

interface ItemProps {
  readonly label: string
  readonly shortcut?: string
  readonly onSelect: () => void
}

const Item = ({ label, shortcut, onSelect }: ItemProps) => (
  <Command.Item onSelect={onSelect}>
    <span className="palette-name">{label}</span>
    {shortcut !== undefined && <kbd aria-hidden>{shortcut}</kbd>}
  </Command.Item>
)
