import { useTranslation } from 'react-i18next'
import type { ConnectionLine, ConnectionList } from '../../../../runtime/api/ui/contract/connections.ts'
import { CheckField, TextField } from '../../form/fields.tsx'
import { FormDialog } from '../../form/form-dialog.tsx'
import { JsonField } from '../../form/json-field.tsx'
import { bodyOf } from './connection-body.ts'
import { addConnection, changeConnection, useFreshConnections } from './connection-queries.ts'
import { ConnectionTest } from './connection-test.tsx'
import { TypeField } from './type-field.tsx'

export interface Drafted {
  /** The connection that is changed; null for a new one. */
  readonly stored: ConnectionLine | null
  /** The one that the form begins with. */
  readonly from: ConnectionLine | null
}

interface ConnectionDialogProps extends Drafted {
  readonly list: ConnectionList
  readonly onClose: () => void
}

/** Makes a connection, also after the pattern of another, or changes one; a password that is not touched stays. */
export function ConnectionDialog({ stored, from, list, onClose }: ConnectionDialogProps) {
  const { t } = useTranslation()
  const refresh = useFreshConnections()
  const save = async (form: FormData): Promise<void> => {
    const body = bodyOf(form, stored)
    await (stored === null ? addConnection(body) : changeConnection(stored.connId, body))
    await refresh()
  }
  return (
    <FormDialog
      title={stored === null ? t('connections.new') : t('admin.editOne', { name: stored.connId })}
      submit={t('admin.save')}
      done={t('admin.saved')}
      onSubmit={save}
      onClose={onClose}
      takenField="connection_id"
      aside={<ConnectionTest stored={stored} testing={list.testing} />}
    >
      {stored === null && (
        <TextField
          name="connection_id"
          label={t('connections.id')}
          className="mono"
          defaultValue={from === null ? '' : `${from.connId}_copy`}
          autoFocus
        />
      )}
      {stored?.isUnreadable && <p className="field-error">{t('connections.unreadableHint')}</p>}
      <TypeField types={list.types} initial={from?.connType ?? ''} />
      <AddressFields from={from} />
      <PasswordFields stored={stored} from={from} />
      <JsonField
        name="extra"
        label={t('connections.extra')}
        value={from?.extra ?? ''}
        plainHint={t('connections.extraHint')}
      />
      <TextField name="description" label={t('admin.description')} defaultValue={from?.description ?? ''} />
    </FormDialog>
  )
}

function AddressFields({ from }: Pick<Drafted, 'from'>) {
  const { t } = useTranslation()
  return (
    <>
      <div className="field-row">
        <TextField name="host" label={t('connections.host')} defaultValue={from?.host ?? ''} />
        <TextField name="port" label={t('connections.port')} inputMode="numeric" defaultValue={from?.port ?? ''} />
      </div>
      <div className="field-row">
        <TextField name="schema" label={t('connections.schema')} defaultValue={from?.schema ?? ''} />
        <TextField name="login" label={t('connections.login')} autoComplete="off" defaultValue={from?.login ?? ''} />
      </div>
    </>
  )
}

function PasswordFields({ stored, from }: Drafted) {
  const { t } = useTranslation()
  const isKept = stored?.hasPassword ?? false
  const isLost = stored === null && from?.hasPassword === true
  return (
    <>
      <TextField
        name="password"
        label={t('connections.password')}
        type="password"
        autoComplete="new-password"
        placeholder={isKept ? '•••••' : ''}
        {...(isKept ? { hint: t('connections.passwordKept') } : {})}
        {...(isLost ? { hint: t('connections.passwordNotCopied', { name: from?.connId }) } : {})}
      />
      {isKept && <CheckField name="no_password" label={t('connections.noPassword')} />}
    </>
  )
}
