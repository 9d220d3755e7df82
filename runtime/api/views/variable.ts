import type { Variable } from '../../db/variable.ts'
import type { IsSensitive } from '../../service/redact.ts'
import { shownText } from '../secrets.ts'
import { collection, nullable, object, TEXT } from './shape.ts'

/** Airflow's Variable; secrets are `***`, as Airflow's own pages show them. A value that cannot be decrypted is null. */
export const variableView = (
  { key, value, description }: Pick<Variable, 'key' | 'value' | 'description'>,
  isHidden: IsSensitive,
) => ({
  key,
  value: value === null ? null : shownText(key, value, isHidden),
  description,
})

export const VARIABLE_SHAPE = object({ key: TEXT, value: nullable(TEXT), description: nullable(TEXT) })

export const VARIABLES_SHAPE = collection('variables', VARIABLE_SHAPE)
