/** What a server's container needs from where it runs. */
export interface SiteNeeds {
  readonly data: ServiceData
  readonly ports: readonly ServicePort[]
}

export interface ServiceData {
  /** In the container. */
  readonly mountedAt: string
  /** Whether destroying deletes what is kept outside of the container. */
  readonly deletedOnDestroy: boolean
}

export interface ServicePort {
  /** Of the machine. */
  readonly external: number
  /** Of the container. */
  readonly internal: number
  /** Whether people open it in a browser. */
  readonly isPage?: boolean
}
