import { useTranslation } from 'react-i18next'
import { useFieldProblem } from '../../form/form-dialog.tsx'

interface RolesFieldProps {
  readonly roles: readonly string[]
  readonly given: readonly string[]
}

/** Each role on or off; FormData holds those that are on. */
export function RolesField({ roles, given }: RolesFieldProps) {
  const { t } = useTranslation()
  const problem = useFieldProblem('roles')
  return (
    <fieldset className="choices" aria-invalid={problem !== null}>
      <legend>{t('users.roles')}</legend>
      {roles.map(role => (
        <label key={role} className="check">
          <input type="checkbox" name="roles" value={role} defaultChecked={given.includes(role)} />
          {role}
        </label>
      ))}
      {problem !== null && (
        <p className="field-error choices-problem" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  )
}
