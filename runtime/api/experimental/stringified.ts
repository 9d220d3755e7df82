import { pythonStr } from '../views/python-text.ts'

/** Airflow 1.10 gives all fields as Python's `str` of them. */
export const stringified = (view: object): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(view).map(([name, value]) => [name, pythonStr(value)]))
