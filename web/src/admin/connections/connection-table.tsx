import { useTranslation } from 'react-i18next'
import type { ConnectionLine } from '../../../../runtime/api/ui/contract/connections.ts'
import { useMay } from '../../api/session.ts'
import type { RowSelection } from '../../list/use-row-selection.ts'
import { AdminTable } from '../admin-table.tsx'
import { RowActions } from '../row-actions.tsx'
import { SelectAll, SelectOne } from '../select-boxes.tsx'

interface ConnectionTableProps {
  readonly connections: readonly ConnectionLine[]
  readonly selection: RowSelection<ConnectionLine>
  readonly onEdit: (connection: ConnectionLine) => void
  readonly onDuplicate: (connection: ConnectionLine) => void
  readonly onRemove: (connId: string) => void
}

export function ConnectionTable({ connections, selection, ...actions }: ConnectionTableProps) {
  const { t } = useTranslation()
  if (connections.length === 0) return null
  return (
    <AdminTable
      heads={
        <>
          <th className="narrow">
            <SelectAll selection={selection} />
          </th>
          <th>{t('connections.id')}</th>
          <th>{t('connections.type')}</th>
          <th>{t('connections.address')}</th>
          <th>{t('connections.login')}</th>
          <th>{t('connections.password')}</th>
          <th>{t('admin.description')}</th>
        </>
      }
    >
      {connections.map(connection => (
        <ConnectionRow key={connection.connId} connection={connection} selection={selection} {...actions} />
      ))}
    </AdminTable>
  )
}

type ConnectionRowProps = Omit<ConnectionTableProps, 'connections'> & { readonly connection: ConnectionLine }

function ConnectionRow({ connection, selection, onEdit, onDuplicate, onRemove }: ConnectionRowProps) {
  const { t } = useTranslation()
  const mayCreate = useMay('can_create', 'Connections')
  const mayEdit = useMay('can_edit', 'Connections')
  const mayDelete = useMay('can_delete', 'Connections')
  const { connId, connType, login, hasPassword, isUnreadable, description } = connection
  return (
    <tr>
      <td>
        <SelectOne selection={selection} row={connection} name={connId} />
      </td>
      <th scope="row">{connId}</th>
      <td>
        <span className="tag">{connType}</span>
      </td>
      <td className="mono admin-value">{addressOf(connection)}</td>
      <td>{login}</td>
      <td className="soft">
        {isUnreadable ? (
          <span className="field-error">{t('variables.unreadable')}</span>
        ) : (
          hasPassword && <span title={t('connections.hidden')}>•••••</span>
        )}
      </td>
      <td className="soft">{description}</td>
      <td>
        <RowActions
          name={connId}
          onEdit={mayEdit ? () => onEdit(connection) : null}
          onDuplicate={mayCreate ? () => onDuplicate(connection) : null}
          onRemove={mayDelete ? () => onRemove(connId) : null}
        />
      </td>
    </tr>
  )
}

/** As a URL has it. */
const addressOf = ({ host, port, schema }: ConnectionLine): string =>
  `${host ?? ''}${port === null ? '' : `:${port}`}${schema === null ? '' : `/${schema}`}`
