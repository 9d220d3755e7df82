import type { StackConfig } from '../../../stacks/config/stack-config.ts'
import type { Advice } from '../finding.ts'

/** Brings everything back to what the stack says, from the control machine. */
export const deployAgain = ({ stackName }: StackConfig): Advice => ({
  advice: `on the control machine: npx pulumi up --refresh -s ${stackName}`,
})
