/** What a value of an answer looks like: the part of JSON schema that OpenAPI 3.0 has. */
export interface Shape {
  readonly type?: 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'array'
  readonly format?: 'date-time'
  readonly enum?: readonly (string | null)[]
  readonly nullable?: true
  readonly items?: Shape
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly additionalProperties?: boolean | Shape
  readonly anyOf?: readonly Shape[]
}

export const TEXT: Shape = { type: 'string' }
export const TIME: Shape = { type: 'string', format: 'date-time' }
export const INTEGER: Shape = { type: 'integer' }
export const NUMBER: Shape = { type: 'number' }
export const BOOLEAN: Shape = { type: 'boolean' }
/** An object whose keys are not known. */
export const RECORD: Shape = { type: 'object', additionalProperties: true }
/** Always null: what Airflow names and this runtime does not have. */
export const NOTHING: Shape = { type: 'string', nullable: true, enum: [null] }
/** Of any type. */
export const ANYTHING: Shape = { nullable: true }

export const nullable = (shape: Shape): Shape => ({ ...shape, nullable: true })

export const listOf = (items: Shape): Shape => ({ type: 'array', items })

/** Exactly these fields. */
export const object = (properties: Readonly<Record<string, Shape>>): Shape => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
})

/** Some of the fields: clients may ask for fewer. */
export const partial = ({ required: _, ...shape }: Shape): Shape => shape

/** A page of a list, as all of Airflow's are. */
export const collection = (name: string, items: Shape): Shape =>
  object({ [name]: listOf(items), total_entries: INTEGER })
