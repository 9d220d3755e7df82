import { Lock, LockOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { VariableLine } from '../../../../runtime/api/ui/contract/variables.ts'
import { useMay } from '../../api/session.ts'
import { JsonText } from '../../form/json-text.tsx'
import type { RowSelection } from '../../list/use-row-selection.ts'
import { AdminTable } from '../admin-table.tsx'
import { RowActions } from '../row-actions.tsx'
import { SelectAll, SelectOne } from '../select-boxes.tsx'

interface VariableTableProps {
  readonly variables: readonly VariableLine[]
  readonly selection: RowSelection<VariableLine>
  readonly onEdit: (variable: VariableLine) => void
  readonly onRemove: (key: string) => void
}

export function VariableTable({ variables, selection, onEdit, onRemove }: VariableTableProps) {
  const { t } = useTranslation()
  const mayEdit = useMay('can_edit', 'Variables')
  const mayDelete = useMay('can_delete', 'Variables')
  if (variables.length === 0) return null
  return (
    <AdminTable
      heads={
        <>
          <th className="narrow">
            <SelectAll selection={selection} />
          </th>
          <th>{t('variables.key')}</th>
          <th>{t('variables.value')}</th>
          <th>{t('admin.description')}</th>
          <th>{t('variables.encrypted')}</th>
        </>
      }
    >
      {variables.map(variable => (
        <tr key={variable.key}>
          <td>
            <SelectOne selection={selection} row={variable} name={variable.key} />
          </td>
          <th scope="row">{variable.key}</th>
          <td className="admin-value">
            <ShownValue variable={variable} />
          </td>
          <td className="soft">{variable.description}</td>
          <td>
            <Encrypted isEncrypted={variable.isEncrypted} />
          </td>
          <td>
            <RowActions
              name={variable.key}
              onEdit={mayEdit ? () => onEdit(variable) : null}
              onRemove={mayDelete ? () => onRemove(variable.key) : null}
            />
          </td>
        </tr>
      ))}
    </AdminTable>
  )
}

function ShownValue({ variable: { value } }: { readonly variable: VariableLine }) {
  const { t } = useTranslation()
  return value === null ? <span className="field-error">{t('variables.unreadable')}</span> : <JsonText text={value} />
}

function Encrypted({ isEncrypted }: { readonly isEncrypted: boolean }) {
  const { t } = useTranslation()
  const Icon = isEncrypted ? Lock : LockOpen
  return (
    <span className="with-icon soft">
      <Icon size={14} aria-hidden />
      {t(isEncrypted ? 'details.yes' : 'details.no')}
    </span>
  )
}
