import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { confIfValid, fieldKind } from './params.ts'
import './conf-field.css'

interface ConfFieldProps {
  readonly params: Readonly<Record<string, unknown>>
  /** The configuration as JSON: form and text field show the same. */
  readonly text: string
  readonly onText: (text: string) => void
}

/** The configuration of a run: a field for each param, or the JSON itself. */
export function ConfField({ params, text, onText }: ConfFieldProps) {
  const { t } = useTranslation()
  const hasParams = Object.keys(params).length > 0
  const [isJson, setIsJson] = useState(!hasParams)
  const conf = confIfValid(text)
  const isForm = !isJson && conf !== null
  return (
    <fieldset className="conf">
      <legend>{t(isForm ? 'trigger.params' : 'trigger.json')}</legend>
      {hasParams && (
        <button type="button" className="conf-switch" disabled={conf === null} onClick={() => setIsJson(isForm)}>
          {t(isForm ? 'trigger.asJson' : 'trigger.asForm')}
        </button>
      )}
      {isForm ? (
        Object.entries(params).map(([name, fallback]) => (
          <ParamField
            key={name}
            name={name}
            kind={fieldKind(fallback)}
            value={conf[name]}
            onValue={value => onText(JSON.stringify({ ...conf, [name]: value }, null, 2))}
          />
        ))
      ) : (
        <textarea
          className="input"
          aria-label={t('trigger.json')}
          value={text}
          spellCheck={false}
          onChange={event => onText(event.target.value)}
        />
      )}
    </fieldset>
  )
}

interface ParamFieldProps {
  readonly name: string
  readonly kind: ReturnType<typeof fieldKind>
  readonly value: unknown
  readonly onValue: (value: unknown) => void
}

function ParamField({ name, kind, value, onValue }: ParamFieldProps) {
  if (kind === 'boolean')
    return (
      <label className="field inline">
        <input
          type="checkbox"
          role="switch"
          className="switch"
          checked={value === true}
          aria-checked={value === true}
          onChange={event => onValue(event.target.checked)}
        />
        <span>{name}</span>
      </label>
    )
  if (kind === 'json') return <JsonParam name={name} value={value} onValue={onValue} />
  return (
    <label className="field">
      <span>{name}</span>
      <input
        className="input"
        type={kind === 'number' ? 'number' : 'text'}
        step="any"
        value={value === null || value === undefined ? '' : String(value)}
        onChange={event => onValue(kind === 'number' ? numberOf(event.target.value) : event.target.value)}
      />
    </label>
  )
}

const numberOf = (text: string): number | null => (text === '' ? null : Number(text))

/** Keeps what is typed while it is not yet JSON. */
function JsonParam({ name, value, onValue }: Omit<ParamFieldProps, 'kind'>) {
  const [text, setText] = useState(JSON.stringify(value))
  const [isBroken, setIsBroken] = useState(false)
  const type = (typed: string): void => {
    setText(typed)
    try {
      onValue(JSON.parse(typed))
      setIsBroken(false)
    } catch {
      setIsBroken(true)
    }
  }
  return (
    <label className="field">
      <span>{name} (JSON)</span>
      <input className="input mono" value={text} aria-invalid={isBroken} onChange={event => type(event.target.value)} />
    </label>
  )
}
