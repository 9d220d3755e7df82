interface NamedValuesProps {
  readonly values: readonly (readonly [name: string, value: unknown])[]
}

/** One below the other; what is no text is shown as JSON. */
export const NamedValues = ({ values }: NamedValuesProps) => (
  <div className="stack">
    {values.map(([name, value]) => (
      <section key={name} className="stack">
        <h3 className="mono">{name}</h3>
        <pre className="text-block">{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</pre>
      </section>
    ))}
  </div>
)
