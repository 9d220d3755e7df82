import { useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ConnectionLine, ConnectionList } from '../../../../runtime/api/ui/contract/connections.ts'
import { SEARCH_FILTER, useListQuery } from '../../list/list-search.ts'
import { useRowSelection } from '../../list/use-row-selection.ts'
import { DeleteDialog } from '../delete-dialog.tsx'
import { ListPage } from '../list-page.tsx'
import { NewButton, SelectionTools } from '../list-tools.tsx'
import { ConnectionDialog, type Drafted } from './connection-dialog.tsx'
import { connectionsQuery, deleteConnection, useFreshConnections } from './connection-queries.ts'
import { ConnectionTable } from './connection-table.tsx'

type Open = { readonly draft: Drafted } | { readonly remove: readonly string[] }

/** Airflow's Connections: to be made, changed, and tried. */
export function ConnectionsPage() {
  const { t } = useTranslation()
  const { data } = useSuspenseQuery(connectionsQuery(useListQuery(SEARCH_FILTER)))
  const selection = useRowSelection(data.connections, keyOf)
  const [open, setOpen] = useState<Open | null>(null)
  const draft = (drafted: Drafted): void => setOpen({ draft: drafted })
  const tools = (
    <>
      <SelectionTools
        names={selection.rows.map(keyOf)}
        resource="Connections"
        onRemove={remove => setOpen({ remove })}
      />
      <NewButton
        label={t('connections.new')}
        resource="Connections"
        onNew={() => draft({ stored: null, from: null })}
      />
    </>
  )
  return (
    <ListPage list={data} searchLabel={t('connections.search')} noneYet={t('connections.noneYet')} tools={tools}>
      <ConnectionTable
        connections={data.connections}
        selection={selection}
        onEdit={stored => draft({ stored, from: stored })}
        onDuplicate={from => draft({ stored: null, from })}
        onRemove={connId => setOpen({ remove: [connId] })}
      />
      <OpenDialog open={open} list={data} onClose={() => setOpen(null)} />
    </ListPage>
  )
}

const keyOf = ({ connId }: ConnectionLine): string => connId

interface OpenDialogProps {
  readonly open: Open | null
  readonly list: ConnectionList
  readonly onClose: () => void
}

function OpenDialog({ open, list, onClose }: OpenDialogProps) {
  const { t } = useTranslation()
  const refresh = useFreshConnections()
  if (open === null) return null
  if ('draft' in open) return <ConnectionDialog {...open.draft} list={list} onClose={onClose} />
  return (
    <DeleteDialog
      what={t('connections.kind')}
      names={open.remove}
      remove={deleteConnection}
      onChanged={refresh}
      onClose={onClose}
    />
  )
}
