import { describeExecutor } from './describe-executor.ts'
import { localExecutor } from './local-session.ts'

describeExecutor('LocalExecutor', localExecutor)
