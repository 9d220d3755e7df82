/** How a host is reached. Plain data: every resource on a host carries it among its inputs. */
export interface HostAccess {
  /** What messages call it; its address unless given. */
  readonly name?: string
  /** Name or IP address. Another address means another host: what was made on the old one is made anew. */
  readonly address: string
  /** 22 unless given. */
  readonly port?: number
  /** Who logs in. Anybody but root needs sudo. */
  readonly user: string
  /** The text of a private key. Without one, the agent is asked. */
  readonly privateKey?: string
  readonly passphrase?: string
  /** Socket of an SSH agent; SSH_AUTH_SOCK unless given. */
  readonly agent?: string
  /** The one host key to accept, as in `ssh-ed25519 AAAA…`. Then no known_hosts file is read. */
  readonly hostKey?: string
  /** Path of a known_hosts file on the control machine; ~/.ssh/known_hosts unless given. */
  readonly knownHosts?: string
  /** A host to go through. */
  readonly jump?: HostAccess
  /** Where sudo asks for one. */
  readonly sudoPassword?: string
}

/** What every resource on a host needs. */
export interface OnHost {
  readonly host: HostAccess
}
