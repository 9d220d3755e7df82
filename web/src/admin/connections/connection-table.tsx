import { useTranslation } from 'react-i18next'
import type { ConnectionLine } from '../../../../runtime/api/ui/contract/connections.ts'
import { useMay } from '../../api/session.ts'
import { RowActions } from '../row-actions.tsx'
import { SelectAll, SelectOne } from '../select-boxes.tsx'
import type { Selected } from '../selected.ts'

interface ConnectionTableProps {
  readonly connections: readonly ConnectionLine[]
  readonly selected: Selected
  readonly onEdit: (connection: ConnectionLine) => void
  readonly onDuplicate: (connection: ConnectionLine) => void
  readonly onRemove: (connId: string) => void
}

export function ConnectionTable({ connections, selected, ...actions }: ConnectionTableProps) {
  const { t } = useTranslation()
  if (connections.length === 0) return null
  return (
    <div className="table-frame">
      <table className="table admin-table">
        <thead>
          <tr>
            <th className="narrow">
              <SelectAll selected={selected} />
            </th>
            <th>{t('connections.id')}</th>
            <th>{t('connections.type')}</th>
            <th>{t('connections.address')}</th>
            <th>{t('connections.login')}</th>
            <th>{t('connections.password')}</th>
            <th>{t('admin.description')}</th>
            <th className="narrow">
              <span className="unseen">{t('dags.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {connections.map(connection => (
            <ConnectionRow key={connection.connId} connection={connection} selected={selected} {...actions} />
          ))}
        </tbody>
      </table>
    </div>
  )
}

type ConnectionRowProps = Omit<ConnectionTableProps, 'connections'> & { readonly connection: ConnectionLine }

function ConnectionRow({ connection, selected, onEdit, onDuplicate, onRemove }: ConnectionRowProps) {
  const { t } = useTranslation()
  const mayCreate = useMay('can_create', 'Connections')
  const mayEdit = useMay('can_edit', 'Connections')
  const mayDelete = useMay('can_delete', 'Connections')
  const { connId, connType, login, hasPassword, isUnreadable, description } = connection
  return (
    <tr>
      <td>
        <SelectOne selected={selected} name={connId} />
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
