import { useTranslation } from 'react-i18next'
import type { VariableLine } from '../../../../runtime/api/ui/contract/variables.ts'
import { TextField } from '../../form/fields.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { textOf } from '../../form/form-values.ts'
import { JsonField } from '../../form/json-field.tsx'
import { FieldError } from '../../form/problem.ts'
import { hasMask } from '../mask.ts'
import { changeVariable, setVariable, useFreshVariables, variableKeys } from './variable-queries.ts'

interface VariableDialogProps {
  /** Null for a new one. */
  readonly variable: VariableLine | null
  readonly onClose: () => void
}

/** Makes a variable, or changes one; a secret whose mask is left stays as it is. */
export function VariableDialog({ variable, onClose }: VariableDialogProps) {
  const { t } = useTranslation()
  const save = useSave(variable)
  const key = variable?.key
  return (
    <FormDialog
      title={key === undefined ? t('variables.new') : t('admin.editOne', { name: key })}
      submit={t('admin.save')}
      done={t('admin.saved')}
      onSubmit={save}
      onClose={onClose}
    >
      {key === undefined && <TextField name="key" label={t('variables.key')} className="mono" autoFocus />}
      <JsonField
        name="value"
        label={t('variables.value')}
        value={variable?.value ?? ''}
        {...(key === undefined ? { plainHint: t('variables.valueHint') } : {})}
      />
      {variable?.hasSecret && <p className="hint">{t('variables.secretHint')}</p>}
      {variable?.value === null && <p className="field-error">{t('variables.unreadableHint')}</p>}
      <TextField name="description" label={t('admin.description')} defaultValue={variable?.description ?? ''} />
    </FormDialog>
  )
}

function useSave(variable: VariableLine | null) {
  const { t } = useTranslation()
  const refresh = useFreshVariables()
  return async (form: FormData): Promise<void> => {
    const key = variable?.key ?? textOf(form, 'key') ?? ''
    const body = { key, value: String(form.get('value')), description: textOf(form, 'description') }
    if (variable === null) {
      if (hasMask(body.value)) throw new FieldError('value', t('admin.maskOnly'))
      // Airflow's POST would overwrite it.
      if ((await variableKeys()).keys.includes(key)) throw new FieldError('key', t('variables.taken', { key }))
      await setVariable(body)
    } else await changeVariable(body)
    await refresh()
  }
}
