import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { UserLine } from '../../../../runtime/api/ui/contract/users.ts'
import { SEARCH_FILTER, useListQuery } from '../../list/list-search.ts'
import { DeleteDialog } from '../delete-dialog.tsx'
import { ListPage } from '../list-page.tsx'
import { NewButton } from '../list-tools.tsx'
import { UserDialog } from './user-dialog.tsx'
import { deleteUser, useFreshUsers, usersQuery } from './user-queries.ts'
import { UserTable } from './user-table.tsx'

type Open = { readonly edit: UserLine | null } | { readonly remove: string }

/** Who may sign in, and with which roles. */
export function UsersPage() {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(usersQuery(useListQuery(SEARCH_FILTER)))
  const [open, setOpen] = useState<Open | null>(null)
  return (
    <ListPage
      list={data}
      searchLabel={t('users.search')}
      noneYet={t('app.none')}
      tools={<NewButton label={t('users.new')} resource="Users" onNew={() => setOpen({ edit: null })} />}
    >
      <UserTable
        users={data.users}
        onEdit={edit => setOpen({ edit })}
        onRemove={({ username }) => setOpen({ remove: username })}
      />
      <OpenDialog open={open} roles={data.roles} onClose={() => setOpen(null)} />
    </ListPage>
  )
}

interface OpenDialogProps {
  readonly open: Open | null
  readonly roles: readonly string[]
  readonly onClose: () => void
}

function OpenDialog({ open, roles, onClose }: OpenDialogProps) {
  const { t } = useTranslation()
  const refresh = useFreshUsers()
  if (open === null) return null
  if ('edit' in open) return <UserDialog user={open.edit} roles={roles} onClose={onClose} />
  return (
    <DeleteDialog
      what={t('users.kind')}
      names={[open.remove]}
      remove={deleteUser}
      onChanged={refresh}
      onClose={onClose}
      warning={t('users.deleteWarning')}
    />
  )
}
