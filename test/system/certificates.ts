import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'

/**
 * Makes an authority and a server certificate for an IP address that it signed.
 * @returns the folder with authority.pem, server.pem and server.key, readable by everybody
 */
export async function makeCertificates(address: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'slipstream-certificates-'))
  const openssl = (...words: readonly string[]) => execa('openssl', words, { cwd: folder })
  const key = (name: string) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', `${name}.key`]
  const days = ['-days', '2']
  await openssl('req', '-x509', ...key('authority'), '-out', 'authority.pem', '-subj', '/CN=authority', ...days)
  await openssl('req', ...key('server'), '-out', 'server.csr', '-subj', '/CN=server')
  await writeFile(join(folder, 'names'), `subjectAltName=IP:${address}`)
  const signer = ['-CA', 'authority.pem', '-CAkey', 'authority.key', '-CAcreateserial', '-extfile', 'names']
  await openssl('x509', '-req', '-in', 'server.csr', '-out', 'server.pem', ...signer, ...days)
  // The server's own user reads it in a container.
  await execa('chmod', ['-R', 'a+rX', folder])
  return folder
}
