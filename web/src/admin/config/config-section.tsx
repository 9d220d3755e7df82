import { Lock } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { ConfigLine, ConfigSectionLines } from '../../../../runtime/api/ui/contract/config.ts'

/** The options of one section, each with its value and where that came from. */
export function ConfigSection({ section: { name, options } }: { readonly section: ConfigSectionLines }) {
  const { t } = useTranslation()
  return (
    <section className="stack">
      <h2 id={`section-${name}`} className="mono">
        [{name}]
      </h2>
      <div className="table-frame">
        <table className="table admin-table config-table" aria-labelledby={`section-${name}`}>
          <thead>
            <tr>
              <th>{t('config.option')}</th>
              <th>{t('config.value')}</th>
              <th>{t('config.source')}</th>
            </tr>
          </thead>
          <tbody>
            {options.map(option => (
              <ConfigRow key={option.key} option={option} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}

function ConfigRow({ option }: { readonly option: ConfigLine }) {
  return (
    <tr>
      <th scope="row" className="config-option">
        {option.key}
        {option.description !== null && <span className="config-description">{option.description}</span>}
      </th>
      <td className="config-value">
        <ShownValue option={option} />
      </td>
      <td>
        <Origin option={option} />
      </td>
    </tr>
  )
}

function ShownValue({ option: { value, problem, initial, isDefault } }: { readonly option: ConfigLine }) {
  const { t } = useTranslation()
  if (problem !== null) return <span className="field-error">{problem}</span>
  if (value === null)
    return (
      <span className="with-icon soft">
        <Lock size={14} aria-hidden />
        {t(isDefault ? 'config.notSet' : 'config.hidden')}
      </span>
    )
  return (
    <>
      <code className={isDefault ? 'soft' : 'config-changed'}>{value === '' ? t('config.empty') : value}</code>
      {!isDefault && initial !== null && (
        <span className="config-description">
          {t('config.default', { value: initial === '' ? t('config.empty') : initial })}
        </span>
      )}
    </>
  )
}

function Origin({ option: { source, origin, isDefault } }: { readonly option: ConfigLine }) {
  const { t } = useTranslation()
  if (source === 'default') return <span className="soft">{t('config.from.default')}</span>
  return (
    <>
      <span className={isDefault ? 'tag' : 'tag config-source'}>{t(`config.from.${source}`)}</span>
      <span className="config-description mono">{origin}</span>
    </>
  )
}
