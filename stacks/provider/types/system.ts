import type { OnHost } from './host-access.ts'

export interface PackagesInputs extends OnHost {
  /** Debian packages. What is installed already stays as it is. */
  readonly names: readonly string[]
  /** Nothing is installed where the host has this program already, wherever it came from: dockerd. */
  readonly unlessProgram?: string
  /** Where to get them instead of the host's own sources: a URL, or whole lines as in sources.list. */
  readonly mirror?: string
}

export interface PackagesOutputs {
  /** The version of each package, by its name. */
  readonly versions: Readonly<Record<string, string>>
}

export interface LinuxUserInputs extends OnHost {
  readonly name: string
  /** Groups that the user is in besides its own. Others that it is in are left alone. */
  readonly groups?: readonly string[]
  /** Home folder of a user that is not there yet; /home/NAME unless given. */
  readonly home?: string
}

export interface LinuxUserOutputs {
  readonly uid: number
  readonly gid: number
  readonly homeFolder: string
}

export interface FolderInputs extends OnHost {
  readonly path: string
  /** root unless given. */
  readonly owner?: string
  /** root unless given. */
  readonly group?: string
  /** Octal, 0755 unless given. */
  readonly mode?: string
  /** Whether destroying removes what is in the folder too. Otherwise a folder that holds something stays. */
  readonly deleteContents?: boolean
}

export interface RemoteFileInputs extends OnHost {
  readonly path: string
  readonly content: string
  /** root unless given. */
  readonly owner?: string
  /** root unless given. */
  readonly group?: string
  /** Octal; 0600 where the content is secret, else 0644, unless given. */
  readonly mode?: string
  /** The secrets in the content: hidden where it is shown, so that the rest of a secret content need not be. */
  readonly masks?: readonly string[]
}

export interface RemoteFileOutputs {
  /** Of the content, in hex: what programs that read the file take as a trigger. */
  readonly sha256: string
}

export interface LocaleInputs extends OnHost {
  /** As in en_US.UTF-8. */
  readonly lang: string
}

export interface ReleaseInputs extends OnHost {
  /** What it is a release of, for messages: runtime, dags. */
  readonly name: string
  /** Path of a .tar.gz on the control machine; its root is the root of the release. */
  readonly archive: string
  /** Of the archive, in hex: the identity of the release. */
  readonly sha256: string
  /** Where releases live: FOLDER/releases/ID, and the link FOLDER/current. */
  readonly folder: string
  /** How many releases stay on the host, 5 unless given. */
  readonly keep?: number
  /** root unless given. */
  readonly owner?: string
  /** root unless given. */
  readonly group?: string
}

export interface ReleaseOutputs {
  readonly releaseId: string
  /** FOLDER/releases/ID */
  readonly path: string
  /** FOLDER/current, the link to it */
  readonly current: string
}

export interface SupervisorProgramInputs extends OnHost {
  /** Of the [program:NAME] section. */
  readonly name: string
  /** The whole configuration file of the program. */
  readonly conf: string
  /** The secrets in it: hidden where it is shown, so that the rest of a secret file need not be. */
  readonly masks?: readonly string[]
  /** The program restarts when one of them changes: hashes of what it reads at its start. */
  readonly triggers?: readonly string[]
  /** How long a stop may take, as in the configuration file; 10 unless given. */
  readonly stopwaitsecs?: number
  /** How long it may take until it runs, 30 unless given. */
  readonly startTimeoutSeconds?: number
}

export interface SupervisorProgramOutputs {
  /** RUNNING when all is well. */
  readonly status: string
}
