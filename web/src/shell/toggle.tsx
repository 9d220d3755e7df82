interface ToggleProps {
  readonly label: string
  readonly isOn: boolean
  readonly onToggle: (isOn: boolean) => void
}

/** A checkbox in the frame of its label. */
export const Toggle = ({ label, isOn, onToggle }: ToggleProps) => (
  <label className="toggle">
    <input type="checkbox" checked={isOn} onChange={event => onToggle(event.target.checked)} />
    {label}
  </label>
)
