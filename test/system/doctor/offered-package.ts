import type { Cluster } from './scene.ts'

export interface OfferedPackage {
  readonly name: string
  /** File of the Python module in it. */
  readonly module: string
}

/** A package in a folder of the host, which is the only place from where its apt gets any. */
export async function offerPackage(cluster: Cluster, host: string, { name, module }: OfferedPackage): Promise<void> {
  await cluster.run(
    host,
    `set -e
mkdir -p /srv/packages /tmp/deb/DEBIAN /tmp/deb/usr/lib/python3/dist-packages
echo 'there = True' >/tmp/deb/usr/lib/python3/dist-packages/${module}
{
  echo 'Package: ${name}'
  printf '%s\\n' 'Version: 1' 'Architecture: all' 'Maintainer: test <test@localhost>' 'Description: test'
} >/tmp/deb/DEBIAN/control
cd /srv/packages
dpkg-deb --build /tmp/deb ${name}.deb
{
  dpkg-deb --field ${name}.deb
  echo "Filename: ./${name}.deb"
  echo "Size: $(stat -c %s ${name}.deb)"
  echo "SHA256: $(sha256sum <${name}.deb | cut -d ' ' -f 1)"
} >Packages
rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/*
echo 'deb [trusted=yes] file:/srv/packages ./' >/etc/apt/sources.list
apt-get update -q`,
  )
}
