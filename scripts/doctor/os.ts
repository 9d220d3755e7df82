/** The system of a host. */
export interface Os {
  /** ID of os-release: debian, ubuntu. */
  readonly id: string
  /** VERSION_ID of os-release. */
  readonly version: string
  readonly hasSystemd: boolean
}

export function osOf(release: string, hasSystemd: boolean): Os {
  const value = (key: string): string => new RegExp(`^${key}="?([^"\\n]*)`, 'm').exec(release)?.[1] ?? 'unknown'
  return { id: value('ID'), version: value('VERSION_ID'), hasSystemd }
}
