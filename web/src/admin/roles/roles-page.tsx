import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleLine } from '../../../../runtime/api/ui/contract/users.ts'
import { DeleteDialog } from '../delete-dialog.tsx'
import { NewButton } from '../list-tools.tsx'
import { RoleDialog } from './role-dialog.tsx'
import { deleteRole, rolesQuery, useFreshRoles } from './role-queries.ts'
import { RoleTable } from './role-table.tsx'
import './roles.css'

type Open = { readonly edit: RoleLine | null } | { readonly remove: string }

/** What users may do, by their roles. */
export function RolesPage() {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(rolesQuery)
  const refresh = useFreshRoles()
  const [open, setOpen] = useState<Open | null>(null)
  const close = (): void => setOpen(null)
  return (
    <>
      <div className="page-head">
        <span className="soft">{t('roles.hint')}</span>
        <span className="spring" />
        <NewButton label={t('roles.new')} resource="Roles" onNew={() => setOpen({ edit: null })} />
      </div>
      <RoleTable
        roles={data.roles}
        onEdit={edit => setOpen({ edit })}
        onRemove={({ name }) => setOpen({ remove: name })}
      />
      {open !== null && 'edit' in open && <RoleDialog role={open.edit} list={data} onClose={close} />}
      {open !== null && 'remove' in open && (
        <DeleteDialog
          what={t('roles.kind')}
          names={[open.remove]}
          remove={deleteRole}
          onChanged={refresh}
          onClose={close}
          warning={t('roles.deleteWarning')}
        />
      )}
    </>
  )
}
