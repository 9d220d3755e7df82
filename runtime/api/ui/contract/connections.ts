/** A connection as the list and its form show it; its password never leaves the server. */
export interface ConnectionLine {
  readonly connId: string
  readonly connType: string
  readonly description: string | null
  readonly host: string | null
  readonly schema: string | null
  readonly login: string | null
  readonly port: number | null
  /** JSON with secrets as `***`, or `***` for other text; null where there is none, or it cannot be decrypted. */
  readonly extra: string | null
  readonly hasPassword: boolean
  readonly isEncrypted: boolean
  /** Whether its password or extra cannot be decrypted. */
  readonly isUnreadable: boolean
}

export interface ConnectionList {
  readonly connections: readonly ConnectionLine[]
  /** How many match. */
  readonly total: number
  /** How many there are. */
  readonly all: number
  /** To choose from; any other text is a type, too. */
  readonly types: readonly ConnectionType[]
  /** [core] test_connection */
  readonly testing: 'Enabled' | 'Disabled' | 'Hidden'
}

export interface ConnectionType {
  readonly name: string
  /** Whether a test does more than look whether the port answers. */
  readonly isChecked: boolean
}
