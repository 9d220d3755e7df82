import { ChevronDown } from 'lucide-react'
import { DropdownMenu } from 'radix-ui'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useShortcuts } from '../shortcuts/shortcuts.ts'
import { stateClass } from '../states/states.ts'

interface MarkMenuProps<State extends string> {
  readonly states: readonly State[]
  readonly onMark: (state: State) => void
}

/** Chooses the state that a run or a task instance is given by hand. */
export function MarkMenu<State extends string>({ states, onMark }: MarkMenuProps<State>) {
  const { t } = useTranslation()
  const [isOpen, setIsOpen] = useState(false)
  useShortcuts({ 'panel.mark': () => setIsOpen(true) })
  return (
    <DropdownMenu.Root modal={false} open={isOpen} onOpenChange={setIsOpen}>
      <DropdownMenu.Trigger className="button">
        {t('run.mark')}
        <ChevronDown size={14} aria-hidden />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content className="menu" align="start" sideOffset={4}>
          {states.map(state => (
            <DropdownMenu.Item key={state} className="menu-item" onSelect={() => onMark(state)}>
              <span className={`state-dot ${stateClass(state)}`} />
              {state}
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  )
}
