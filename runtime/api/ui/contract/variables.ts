/** A variable as the list and its form show it. */
export interface VariableLine {
  readonly key: string
  /** With secrets as `***`; null where it cannot be decrypted. */
  readonly value: string | null
  /** Whether there is more in the value than what is shown. */
  readonly hasSecret: boolean
  readonly isEncrypted: boolean
  readonly description: string | null
}

export interface VariableList {
  readonly variables: readonly VariableLine[]
  /** How many match. */
  readonly total: number
  /** How many there are. */
  readonly all: number
}

/** Every key, for what must know which exist. */
export interface VariableKeys {
  readonly keys: readonly string[]
}
