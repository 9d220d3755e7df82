import { useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectionType } from '../../../../runtime/api/ui/contract/connections.ts'
import { TextField } from '../../form/fields.tsx'

interface TypeFieldProps {
  readonly types: readonly ConnectionType[]
  readonly initial: string
}

/** Any text is a type; those that are known are offered. Says what a test of it does. */
export function TypeField({ types, initial }: TypeFieldProps) {
  const { t } = useTranslation()
  const [type, setType] = useState(initial)
  const listId = useId()
  const isChecked = types.some(({ name, isChecked }) => name === type && isChecked)
  return (
    <>
      <TextField
        name="conn_type"
        label={t('connections.type')}
        list={listId}
        autoComplete="off"
        value={type}
        onChange={event => setType(event.target.value)}
        hint={
          type === '' ? t('connections.typeHint') : t(isChecked ? 'connections.isChecked' : 'connections.isReached')
        }
      />
      <datalist id={listId}>
        {types.map(({ name }) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  )
}
