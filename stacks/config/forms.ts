import { BlockList, isIP } from 'node:net'
import { type Field, scalar, text } from './field.ts'

/** As hostnames are: letters, digits and hyphens, in parts of at most 63. */
const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/i

export const hostName = text(
  { expected: 'a host name of letters, digits, hyphens and dots', example: 'host1' },
  value => NAME.test(value),
)

export const address = text(
  { expected: 'an IP address or a host name', example: '192.168.0.10' },
  // What looks like an IPv4 address and is none would pass as a name.
  value => isIP(value) !== 0 || (NAME.test(value) && !/^[\d.]+$/.test(value)),
)

/** Of a network, not of a host in it. */
export const subnet = text({ expected: 'an IPv4 subnet', example: '172.30.77.0/24' }, value => {
  const [network = '', length = ''] = value.split('/')
  return isIP(network) === 4 && /^([89]|[12]\d|30)$/.test(length)
})

/** Whether an address is that of a host in a subnet. */
export function isInSubnet(address: string, ofNetwork: string): boolean {
  const [network, length] = ofNetwork.split('/') as [string, string]
  const hosts = new BlockList()
  hosts.addSubnet(network, Number(length))
  return isIP(address) === 4 && address !== network && hosts.check(address)
}

export const systemUser = text({ expected: 'a name of a Linux user', example: 'ubuntu' }, value =>
  /^[a-z_][a-z0-9_-]{0,31}$/.test(value),
)

/** On a host: it stands in configuration files and in commands. */
export const absolutePath = (example: string): Field<string> =>
  text({ expected: 'an absolute path on the host, without spaces', example }, isAbsolutePath)

const isAbsolutePath = (value: string): boolean =>
  /^(\/[\w.@+-]+)+\/?$/.test(value) && !value.split('/').some(part => part === '.' || part === '..')

/** On the control machine: absolute, from the home folder (`~/…`), or from the folder of Pulumi.yaml on. */
export const localPath = (example: string): Field<string> =>
  text({ expected: 'a path on this machine', example }, value => value !== '' && !/[\r\n\0]/.test(value))

/** Of a database, a vhost or one of their users: what no URL, shell or SQL statement stumbles over. */
export const serverName = (what: string, example: string): Field<string> =>
  text({ expected: `${what} of letters, digits, _ and -, at most 32`, example }, value => /^[\w-]{1,32}$/.test(value))

export const containerName = (example: string): Field<string> =>
  text({ expected: 'a name of a container', example }, value => /^[a-zA-Z0-9][\w.-]*$/.test(value))

export const image = (example: string): Field<string> =>
  text({ expected: 'an image', example }, value => /^[\w./:@-]+$/.test(value))

export const url = (example: string): Field<string> =>
  text({ expected: 'a URL that starts with http:// or https://', example }, value => isUrl(value))

function isUrl(value: string): boolean {
  return /^https?:\/\/[^\s]+$/.test(value) && URL.canParse(value)
}

/** The hosts' programs live in it, so that only UTF-8 will do. */
export const locale = text(
  { expected: 'a UTF-8 locale', example: 'en_US.UTF-8' },
  value => value === 'C.UTF-8' || /^[a-z]{2,3}_[A-Z]{2}\.UTF-8$/.test(value),
)

export const timezone = text({ expected: 'an IANA time zone', example: 'Asia/Shanghai' }, isTimezone)

function isTimezone(value: string): boolean {
  try {
    return value !== '' && Intl.DateTimeFormat('en', { timeZone: value }) !== null
  } catch {
    return false
  }
}

/** The queues that a deployment makes itself begin so: each reaches one host. */
export const NODE_QUEUE = 'node.'

export const queue = text(
  {
    expected: `a name of a queue without spaces and commas, that does not begin with ${NODE_QUEUE}`,
    example: 'default',
  },
  value => /^[^\s,]+$/.test(value) && !value.startsWith(NODE_QUEUE),
)

export const hostKey = text({ expected: 'a public host key', example: 'ssh-ed25519 AAAAC3Nza…' }, value =>
  /^(ssh-|ecdsa-sha2-)[\w-]+ [A-Za-z0-9+/]+=*( .*)?$/.test(value),
)

export const email = text({ expected: 'a mail address', example: 'ada@example.com' }, value =>
  /^[^\s@]+@[^\s@]+$/.test(value),
)

export const name = (what: string, example: string): Field<string> =>
  text({ expected: what, example }, value => value.trim() !== '' && !/[\r\n\0]/.test(value))

/** Flower parts its users by commas, and names from passwords by colons. */
export const userName = text({ expected: 'a user name of letters, digits and . @ + - _', example: 'admin' }, value =>
  /^[\w.@+-]+$/.test(value),
)

export const flowerPassword = text(
  { expected: 'a password without spaces, commas, $ and ~', example: '{ secure: … }', isSecret: true },
  value => /^[^\s,$~]+$/.test(value),
)

/** Airflow takes `$` and `~` in a value of airflow.cfg for the start of a variable and of a home folder. */
export const secretKey = text(
  { expected: 'a key without spaces, $ and ~', example: '{ secure: … }', isSecret: true },
  value => /^[^\s$~]+$/.test(value),
)

export const fernetKeys = text(
  {
    expected: 'Fernet keys of 32 bytes in URL-safe base64, parted by commas',
    example: '{ secure: … }',
    isSecret: true,
  },
  value => value.split(',').every(key => Buffer.from(key.trim(), 'base64url').length === FERNET_BYTES),
)

const FERNET_BYTES = 32

/** A value of airflow.cfg, written as Python's ConfigParser reads it. */
export const optionValue = scalar<string>({
  expected: 'text in one line, a number, true or false',
  example: '64',
  convert: value => {
    if (typeof value === 'boolean') return value ? 'True' : 'False'
    if (typeof value === 'number') return String(value)
    return typeof value === 'string' && !/[\r\n\0]/.test(value) ? value : undefined
  },
})
