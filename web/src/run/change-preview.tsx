import { useTranslation } from 'react-i18next'
import { Toggle } from '../shell/toggle.tsx'
import type { Options } from './changes.ts'

interface OptionTogglesProps {
  readonly options: Options
  readonly onOptions: (options: Options) => void
}

/** How far a change reaches. */
export function OptionToggles({ options, onOptions }: OptionTogglesProps) {
  const { t } = useTranslation()
  const names = Object.keys(options) as (keyof Options)[]
  if (names.length === 0) return null
  return (
    <div className="toggles">
      {names.map(name => (
        <Toggle
          key={name}
          label={t(`clear.${name}`)}
          isOn={options[name] === true}
          onToggle={isOn => onOptions({ ...options, [name]: isOn })}
        />
      ))}
    </div>
  )
}

/** The task instances that a change touches. */
export function Preview({ touched }: { readonly touched: readonly string[] }) {
  const { t } = useTranslation()
  if (touched.length === 0) return <p className="soft">{t('preview.nothing')}</p>
  return (
    <>
      <h3>{t('clear.affected', { count: touched.length })}</h3>
      <PreviewLines lines={touched} />
    </>
  )
}

/** What a change touches, one a line, in a list that scrolls. */
export const PreviewLines = ({ lines }: { readonly lines: readonly string[] }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
  <ul className="preview mono" tabIndex={0}>
    {lines.map(line => (
      <li key={line}>{line}</li>
    ))}
  </ul>
)
