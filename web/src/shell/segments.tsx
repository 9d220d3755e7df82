interface SegmentsProps<Value> {
  readonly legend: string
  readonly values: readonly Value[]
  readonly chosen: Value
  readonly textOf: (value: Value) => string
  readonly onChoose: (value: Value) => void
}

/** One of a few, all of them in sight. */
export const Segments = <Value,>({ legend, values, chosen, textOf, onChoose }: SegmentsProps<Value>) => (
  <fieldset className="segments">
    <legend className="unseen">{legend}</legend>
    {values.map(value => (
      <button
        key={String(value)}
        type="button"
        className="segment"
        aria-pressed={value === chosen}
        onClick={() => onChoose(value)}
      >
        {textOf(value)}
      </button>
    ))}
  </fieldset>
)
