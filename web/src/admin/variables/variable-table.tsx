import { Lock, LockOpen } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import type { VariableLine } from '../../../../runtime/api/ui/contract/variables.ts'
import { useMay } from '../../api/session.ts'
import { JsonText } from '../../form/json-text.tsx'
import { RowActions } from '../row-actions.tsx'
import { SelectAll, SelectOne } from '../select-boxes.tsx'
import type { Selected } from '../selected.ts'

interface VariableTableProps {
  readonly variables: readonly VariableLine[]
  readonly selected: Selected
  readonly onEdit: (variable: VariableLine) => void
  readonly onRemove: (key: string) => void
}

export function VariableTable({ variables, selected, onEdit, onRemove }: VariableTableProps) {
  const { t } = useTranslation()
  const mayEdit = useMay('can_edit', 'Variables')
  const mayDelete = useMay('can_delete', 'Variables')
  if (variables.length === 0) return null
  return (
    <div className="table-frame">
      <table className="table admin-table">
        <thead>
          <tr>
            <th className="narrow">
              <SelectAll selected={selected} />
            </th>
            <th>{t('variables.key')}</th>
            <th>{t('variables.value')}</th>
            <th>{t('admin.description')}</th>
            <th>{t('variables.encrypted')}</th>
            <th className="narrow">
              <span className="unseen">{t('dags.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {variables.map(variable => (
            <tr key={variable.key}>
              <td>
                <SelectOne selected={selected} name={variable.key} />
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
        </tbody>
      </table>
    </div>
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
      {t(isEncrypted ? 'admin.yes' : 'admin.no')}
    </span>
  )
}
