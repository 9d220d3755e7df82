import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Field } from './fields.tsx'
import { jsonProblem, looksLikeJson, prettyJson } from './json.ts'
import { JsonText } from './json-text.tsx'

interface JsonFieldProps {
  readonly name: string
  readonly label: string
  readonly value: string
  /** Said below the field while its text is no JSON. */
  readonly plainHint?: string
}

/** Text that may be JSON: coloured as one types, and told where it is wrong. */
export function JsonField({ name, label, value, plainHint }: JsonFieldProps) {
  const [text, setText] = useState(value)
  return (
    <Field
      name={name}
      label={label}
      hint={<JsonHint text={text} plainHint={plainHint} onText={setText} />}
      control={ties => (
        <div className="json-area">
          <JsonText text={text} />
          <textarea
            {...ties}
            className="input"
            value={text}
            spellCheck={false}
            rows={1}
            onChange={event => setText(event.target.value)}
          />
        </div>
      )}
    />
  )
}

interface JsonHintProps {
  readonly text: string
  readonly plainHint: string | undefined
  readonly onText: (text: string) => void
}

function JsonHint({ text, plainHint, onText }: JsonHintProps) {
  const { t } = useTranslation()
  if (!looksLikeJson(text)) return plainHint
  const problem = jsonProblem(text)
  if (problem !== null) return <span className="json-problem">{t('form.badJson', { problem })}</span>
  const pretty = prettyJson(text)
  return (
    <>
      {t('form.isJson')}{' '}
      {pretty !== text && (
        <button type="button" className="link-button" onClick={() => onText(pretty)}>
          {t('form.format')}
        </button>
      )}
    </>
  )
}
