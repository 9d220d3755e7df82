import { useTranslation } from 'react-i18next'
import { type ChangedField, readAuditChange } from './audit-change.ts'
import './audit.css'

/** What an event changed, in a line; with all of it behind that. */
export function AuditDetails({ extra }: { readonly extra: string | null }) {
  const { t } = useTranslation()
  const { fields, request } = readAuditChange(extra)
  if (fields.length === 0 && request === null) return null
  const [first] = fields
  return (
    <details className="audit-details">
      <summary>
        {first === undefined ? (
          <span className="soft mono">{request?.replaceAll(/\s+/g, ' ')}</span>
        ) : (
          <>
            <ShortChange field={first} />
            {fields.length > 1 && <span className="soft"> {t('audit.more', { count: fields.length - 1 })}</span>}
          </>
        )}
      </summary>
      {fields.length > 0 && <Diff fields={fields} />}
      {request !== null && <pre className="text-block">{request}</pre>}
    </details>
  )
}

/** Long texts are cut by the style sheet. */
const ShortChange = ({ field: { name, before, after } }: { readonly field: ChangedField }) => (
  <span className="mono">
    {name !== '' && `${name}: `}
    {before !== null && <del>{before}</del>}
    {before !== null && after !== null && ' → '}
    {after !== null && <ins>{after}</ins>}
  </span>
)

function Diff({ fields }: { readonly fields: readonly ChangedField[] }) {
  const { t } = useTranslation()
  return (
    <dl className="diff mono">
      {fields.map(({ name, before, after }) => (
        <div key={name}>
          <dt>{name === '' ? t('audit.change') : name}</dt>
          {before !== null && (
            <dd className="diff-before">
              <span className="unseen">{t('audit.before')}: </span>
              {before}
            </dd>
          )}
          {after !== null && (
            <dd className="diff-after">
              <span className="unseen">{t('audit.after')}: </span>
              {after}
            </dd>
          )}
        </div>
      ))}
    </dl>
  )
}
