import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useListState } from '../../list/list-search.ts'
import { DeleteDialog } from '../delete-dialog.tsx'
import { ListPage } from '../list-page.tsx'
import { NewButton } from '../list-tools.tsx'
import { PoolDialog } from './pool-dialog.tsx'
import { deletePool, type Pool, poolsQuery, useFreshPools } from './pool-queries.ts'
import { PoolTable } from './pool-table.tsx'

type Open = { readonly edit: Pool | null } | { readonly remove: Pool }

/** Airflow's Pools, and who holds their slots at this moment. */
export function PoolsPage() {
  const { t } = useTranslation()
  const [{ offset }] = useListState()
  const { data } = useSuspenseQuery(poolsQuery(offset))
  const [open, setOpen] = useState<Open | null>(null)
  return (
    <ListPage
      list={{ total: data.total_entries, all: data.total_entries }}
      searchLabel={null}
      noneYet={t('app.none')}
      tools={<NewButton label={t('pools.new')} resource="Pools" onNew={() => setOpen({ edit: null })} />}
    >
      <PoolTable pools={data.pools} onEdit={edit => setOpen({ edit })} onRemove={remove => setOpen({ remove })} />
      <OpenDialog open={open} onClose={() => setOpen(null)} />
    </ListPage>
  )
}

function OpenDialog({ open, onClose }: { readonly open: Open | null; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const refresh = useFreshPools()
  if (open === null) return null
  if ('edit' in open) return <PoolDialog pool={open.edit} onClose={onClose} />
  return (
    <DeleteDialog
      what={t('pools.kind')}
      names={[open.remove.name]}
      remove={deletePool}
      onChanged={refresh}
      onClose={onClose}
      warning={t('pools.deleteWarning')}
    />
  )
}
