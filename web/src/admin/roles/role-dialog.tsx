import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleLine, RoleList } from '../../../../runtime/api/ui/contract/users.ts'
import { TextField } from '../../form/fields.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { textOf } from '../../form/form-values.ts'
import { PermissionMatrix } from './permission-matrix.tsx'
import { addRole, changeRole, useFreshRoles } from './role-queries.ts'

interface RoleDialogProps {
  /** Null for a new one. */
  readonly role: RoleLine | null
  readonly list: RoleList
  readonly onClose: () => void
}

/** Makes a role, or changes what one may do; of Airflow's own roles that can only grow. */
export function RoleDialog({ role, list, onClose }: RoleDialogProps) {
  const { t } = useTranslation()
  const refresh = useFreshRoles()
  const [given, setGiven] = useState<readonly string[]>(role?.given ?? [])
  const save = async (form: FormData): Promise<void> => {
    const name = role?.isBuiltIn ? role.name : (textOf(form, 'name') ?? '')
    const changed = { name, permissions: given }
    await (role === null ? addRole(changed) : changeRole(role.name, changed))
    await refresh()
  }
  return (
    <FormDialog
      title={role === null ? t('roles.new') : t('admin.editOne', { name: role.name })}
      submit={t('admin.save')}
      done={t('admin.saved')}
      onSubmit={save}
      onClose={onClose}
      takenField="name"
      isWide
    >
      {role?.isBuiltIn ? (
        <p className="hint">{t('roles.builtInHint')}</p>
      ) : (
        <TextField name="name" label={t('roles.name')} defaultValue={role?.name ?? ''} autoFocus />
      )}
      <PermissionMatrix list={list} fixed={role?.fixed ?? []} given={given} onGiven={setGiven} />
    </FormDialog>
  )
}
