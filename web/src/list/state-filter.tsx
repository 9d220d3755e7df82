import { ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useTranslation } from 'react-i18next'
import { stateClass } from '../states/states.ts'

interface StateFilterProps {
  readonly states: readonly string[]
  /** The chosen ones, with commas between them; undefined for all. */
  readonly value: string | undefined
  readonly onValue: (value: string | undefined) => void
}

/** Chooses any of several states. */
export function StateFilter({ states, value, onValue }: StateFilterProps) {
  const { t } = useTranslation()
  const chosen = value?.split(',') ?? []
  const toggle = (state: string): void => {
    const next = chosen.includes(state) ? chosen.filter(one => one !== state) : [...chosen, state]
    onValue(next.length === 0 ? undefined : next.join(','))
  }
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger className="button state-filter">
        <span className="unseen">{t('run.state')}</span>
        {chosen.length === 0 ? t('list.anyState') : <ChosenStates states={chosen} />}
        <ChevronDown size={14} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          {states.map(state => (
            <DropdownMenu.CheckboxItem
              key={state}
              className="menu-item"
              checked={chosen.includes(state)}
              // The menu stays open for the next one.
              onSelect={event => event.preventDefault()}
              onCheckedChange={() => toggle(state)}
            >
              <span className="menu-check" aria-hidden />
              <span className={`state-dot ${stateClass(state)}`} />
              {state}
            </DropdownMenu.CheckboxItem>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}

const FEW = 2

/** Names of a few, dots of many. */
const ChosenStates = ({ states }: { readonly states: readonly string[] }) => (
  <>
    {states.map(state => (
      <span key={state} className="state-count">
        <span className={`state-dot ${stateClass(state)}`} />
        <span className={states.length <= FEW ? undefined : 'unseen'}>{state}</span>
      </span>
    ))}
  </>
)
