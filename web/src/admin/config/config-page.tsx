import { queryOptions, useSuspenseQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ConfigPage as ConfigAnswer, ConfigSectionLines } from '../../../../runtime/api/ui/contract/config.ts'
import { get } from '../../api/client.ts'
import { Empty } from '../../shell/notice.tsx'
import { SearchField } from '../../shell/search-field.tsx'
import { Toggle } from '../../shell/toggle.tsx'
import { sectionsThatMatch, useConfigSearch } from './config-search.ts'
import { ConfigSection } from './config-section.tsx'
import './config.css'

const configQuery = queryOptions({
  queryKey: ['config'],
  queryFn: ({ signal }) => get<ConfigAnswer>('/ui/config', signal),
})

/** The configuration of the webserver, and where each value came from. */
export function ConfigPage() {
  const { data } = useSuspenseQuery(configQuery)
  const { sections, file, warnings } = data
  return sections === null ? <NotExposed /> : <Exposed sections={sections} file={file} warnings={warnings} />
}

function NotExposed() {
  const { t } = useTranslation()
  return (
    <div className="card stack config-hidden">
      <p>{t('config.notExposed')}</p>
      <p className="soft">{t('config.expose')}</p>
      <pre className="text-block">{'[webserver]\nexpose_config = non-sensitive-only'}</pre>
    </div>
  )
}

interface ExposedProps extends Omit<ConfigAnswer, 'sections'> {
  readonly sections: readonly ConfigSectionLines[]
}

function Exposed({ sections, file, warnings }: ExposedProps) {
  const { t } = useTranslation()
  const [shown, change] = useConfigSearch()
  const found = sectionsThatMatch(sections, shown)
  return (
    <>
      <div className="page-head">
        <SearchField label={t('config.search')} search={shown.search} onSearch={search => change({ search })} />
        <Toggle
          label={t('config.changed')}
          isOn={shown.changed === true}
          onToggle={isOn => change({ changed: isOn ? true : undefined })}
        />
        <span className="spring" />
        <span className="soft config-file">
          {t('config.file')} <code>{file}</code>
        </span>
      </div>
      {warnings.length > 0 && <Warnings warnings={warnings} />}
      {found.length === 0 && <Empty>{t('admin.noMatch')}</Empty>}
      {found.map(section => (
        <ConfigSection key={section.name} section={section} />
      ))}
    </>
  )
}

function Warnings({ warnings }: { readonly warnings: readonly string[] }) {
  const { t } = useTranslation()
  return (
    <details className="card">
      <summary>{t('config.warnings', { count: warnings.length })}</summary>
      <ul className="config-warnings">
        {warnings.map(warning => (
          <li key={warning}>{warning}</li>
        ))}
      </ul>
    </details>
  )
}
