export interface SshKeyPairInputs {
  /** Whose it is: a word at the end of the public key. */
  readonly comment: string
}

export interface SshKeyPairOutputs {
  /** Ed25519, in OpenSSH's own form. Always secret. */
  readonly privateKey: string
  /** A line as in authorized_keys: `ssh-ed25519 AAAA… COMMENT`. */
  readonly publicKey: string
}
