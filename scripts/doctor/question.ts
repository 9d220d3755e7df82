import type { HostConfig, StackConfig } from '../../stacks/config/stack-config.ts'
import type { Finding } from './finding.ts'
import type { Os } from './os.ts'
import type { Patient } from './patient.ts'

/** One question about the hosts of a stack. */
export interface Question<Facts = unknown> {
  readonly name: string
  /** What it asks, for the list of questions. */
  readonly asks: string
  /** What is said about a host on which nothing was found. */
  readonly allIsWell: string
  /** All hosts unless given. */
  readonly isFor?: (host: HostConfig) => boolean
  /** Whether the answer about one host needs the facts of all. */
  readonly compares?: boolean
  gather(patient: Patient, ward: Ward): Promise<Facts>
  /** Pure: from the facts of the hosts to what is wrong on them. */
  decide(examined: readonly Examined<Facts>[], stack: StackConfig): readonly Finding[]
}

export interface Examined<Facts> {
  readonly host: HostConfig
  readonly os: Os
  readonly facts: Facts
}

/** The hosts of a stack that can be asked. */
export interface Ward {
  readonly stack: StackConfig
  readonly patients: readonly Patient[]
}
