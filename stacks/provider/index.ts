// The program of the plugin: `pulumi-resource-host` starts it, and the engine reads the port from its first line.
import { serve } from './frame/serve.ts'
import { hostPlugin } from './plugin.ts'

const engineAddress = process.argv.slice(2).find(argument => !argument.startsWith('-'))
process.stdout.write(`${await serve(hostPlugin, engineAddress)}\n`)
