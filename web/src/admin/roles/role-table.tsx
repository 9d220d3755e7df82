import { useTranslation } from 'react-i18next'
import type { RoleLine } from '../../../../runtime/api/ui/contract/users.ts'
import { useMay } from '../../api/session.ts'
import { AdminTable } from '../admin-table.tsx'
import { RowActions } from '../row-actions.tsx'

interface RoleTableProps {
  readonly roles: readonly RoleLine[]
  readonly onEdit: (role: RoleLine) => void
  readonly onRemove: (role: RoleLine) => void
}

export function RoleTable({ roles, onEdit, onRemove }: RoleTableProps) {
  const { t } = useTranslation()
  const mayEdit = useMay('can_edit', 'Roles')
  const mayDelete = useMay('can_delete', 'Roles')
  return (
    <AdminTable
      heads={
        <>
          <th>{t('roles.role')}</th>
          <th>{t('roles.users')}</th>
          <th>{t('roles.permissions')}</th>
        </>
      }
    >
      {roles.map(role => (
        <tr key={role.name}>
          <th scope="row">
            {role.name} {role.isBuiltIn && <span className="tag">{t('roles.builtIn')}</span>}
          </th>
          <td className="number">{role.userCount}</td>
          <td>
            <PermissionCount role={role} />
          </td>
          <td>
            <RowActions
              name={role.name}
              onEdit={mayEdit ? () => onEdit(role) : null}
              onRemove={mayDelete && !role.isBuiltIn ? () => onRemove(role) : null}
            />
          </td>
        </tr>
      ))}
    </AdminTable>
  )
}

function PermissionCount({ role: { isBuiltIn, fixed, given } }: { readonly role: RoleLine }) {
  const { t } = useTranslation()
  if (!isBuiltIn) return t('roles.count', { count: given.length })
  const further = given.length === 0 ? '' : ` + ${given.length}`
  return `${t('roles.count', { count: fixed.length })}${further}`
}
