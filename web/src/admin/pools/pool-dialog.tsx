import { useTranslation } from 'react-i18next'
import { CheckField, TextField } from '../../form/fields.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { isChecked, numberOf, textOf } from '../../form/form-values.ts'
import { addPool, changePool, DEFAULT_POOL, type Pool, useFreshPools } from './pool-queries.ts'

interface PoolDialogProps {
  /** Null for a new one. */
  readonly pool: Pool | null
  readonly onClose: () => void
}

/** Makes a pool, or changes one. */
export function PoolDialog({ pool, onClose }: PoolDialogProps) {
  const { t } = useTranslation()
  const refresh = useFreshPools()
  const isDefault = pool?.name === DEFAULT_POOL
  const save = async (form: FormData): Promise<void> => {
    const body = {
      name: isDefault ? DEFAULT_POOL : (textOf(form, 'name') ?? ''),
      slots: numberOf(form, 'slots'),
      description: textOf(form, 'description'),
      include_deferred: isChecked(form, 'include_deferred'),
    }
    await (pool === null ? addPool(body) : changePool(pool.name, body))
    await refresh()
  }
  return (
    <FormDialog
      title={pool === null ? t('pools.new') : t('admin.editOne', { name: pool.name })}
      submit={t('admin.save')}
      done={t('admin.saved')}
      onSubmit={save}
      onClose={onClose}
      takenField="name"
    >
      {!isDefault && (
        <TextField
          name="name"
          label={t('pools.name')}
          defaultValue={pool?.name ?? ''}
          autoFocus
          {...(pool === null ? {} : { hint: t('pools.renameHint') })}
        />
      )}
      <TextField
        name="slots"
        label={t('pools.slots')}
        inputMode="numeric"
        defaultValue={pool?.slots ?? ''}
        hint={t('pools.slotsHint')}
      />
      <CheckField
        name="include_deferred"
        label={t('pools.includeDeferred')}
        defaultChecked={pool?.include_deferred ?? false}
        hint={t('pools.includeDeferredHint')}
      />
      <TextField name="description" label={t('admin.description')} defaultValue={pool?.description ?? ''} />
    </FormDialog>
  )
}
