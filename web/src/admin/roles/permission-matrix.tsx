import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RoleList } from '../../../../runtime/api/ui/contract/users.ts'
import { DagAdder } from './dag-adder.tsx'
import { ACTIONS, dagIdsOf, type ResourceLine, resourceLines } from './resources.ts'

interface PermissionMatrixProps {
  readonly list: RoleList
  /** Given for ever. */
  readonly fixed: readonly string[]
  readonly given: readonly string[]
  readonly onGiven: (given: readonly string[]) => void
}

/** Every resource with what may be done to it; single DAGs can be added. */
export function PermissionMatrix({ list, fixed, given, onGiven }: PermissionMatrixProps) {
  const { t } = useTranslation()
  const [dagIds, setDagIds] = useState(dagIdsOf(given))
  const toggle = (permission: string, isOn: boolean): void =>
    onGiven(isOn ? [...given, permission] : given.filter(other => other !== permission))
  return (
    <>
      <DagAdder
        dagIds={list.dagIds.filter(dagId => !dagIds.includes(dagId))}
        onAdd={dagId => setDagIds([...dagIds, dagId])}
      />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <div className="table-frame matrix-frame" role="region" aria-label={t('roles.permissions')} tabIndex={0}>
        <table className="table matrix">
          <thead>
            <tr>
              <th>{t('roles.resource')}</th>
              {ACTIONS.map(action => (
                <th key={action}>{t(`roles.${action}`)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {resourceLines(list, given, dagIds).map(line => (
              <ResourceRow key={line.resource} line={line} fixed={fixed} given={given} onToggle={toggle} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

interface ResourceRowProps extends Pick<PermissionMatrixProps, 'fixed' | 'given'> {
  readonly line: ResourceLine
  readonly onToggle: (permission: string, isOn: boolean) => void
}

function ResourceRow({ line: { resource, actions }, fixed, given, onToggle }: ResourceRowProps) {
  return (
    <tr>
      <th scope="row">{resource}</th>
      {ACTIONS.map(action => {
        const permission = `${action} ${resource}`
        return (
          <td key={action}>
            {actions.includes(action) && (
              <input
                type="checkbox"
                aria-label={permission}
                checked={fixed.includes(permission) || given.includes(permission)}
                disabled={fixed.includes(permission)}
                onChange={event => onToggle(permission, event.target.checked)}
              />
            )}
          </td>
        )
      })}
    </tr>
  )
}
