import { useTranslation } from 'react-i18next'
import type { UserLine } from '../../../../runtime/api/ui/contract/users.ts'
import { useMay, useSession } from '../../api/session.ts'
import { RelativeTime } from '../../time/time.tsx'
import { AdminTable } from '../admin-table.tsx'
import { RowActions } from '../row-actions.tsx'

interface UserTableProps {
  readonly users: readonly UserLine[]
  readonly onEdit: (user: UserLine) => void
  readonly onRemove: (user: UserLine) => void
}

export function UserTable({ users, ...actions }: UserTableProps) {
  const { t } = useTranslation()
  if (users.length === 0) return null
  return (
    <AdminTable
      heads={
        <>
          <th>{t('login.username')}</th>
          <th>{t('users.name')}</th>
          <th>{t('users.email')}</th>
          <th>{t('users.roles')}</th>
          <th>{t('users.lastLogin')}</th>
          <th>{t('users.failedLogins')}</th>
        </>
      }
    >
      {users.map(user => (
        <UserRow key={user.username} user={user} {...actions} />
      ))}
    </AdminTable>
  )
}

/** Nobody can delete themselves. */
function UserRow({ user, onEdit, onRemove }: Omit<UserTableProps, 'users'> & { readonly user: UserLine }) {
  const { t } = useTranslation()
  const mayEdit = useMay('can_edit', 'Users')
  const mayDelete = useMay('can_delete', 'Users')
  const isSelf = useSession().user?.username === user.username
  return (
    <tr className={user.isActive ? undefined : 'inactive'}>
      <th scope="row">
        {user.username} {isSelf && <span className="tag">{t('users.you')}</span>}
        {!user.isActive && <span className="tag">{t('users.inactive')}</span>}
      </th>
      <td>{`${user.firstName} ${user.lastName}`}</td>
      <td>{user.email}</td>
      <td>
        <span className="tags">
          {user.roles.map(role => (
            <span key={role} className="tag">
              {role}
            </span>
          ))}
        </span>
      </td>
      <td className="number soft">
        <RelativeTime ms={user.lastLoginMs} />
      </td>
      <td className="number">{user.failedLoginCount}</td>
      <td>
        <RowActions
          name={user.username}
          onEdit={mayEdit ? () => onEdit(user) : null}
          onRemove={mayDelete && !isSelf ? () => onRemove(user) : null}
        />
      </td>
    </tr>
  )
}
