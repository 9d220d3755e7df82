/** A fault as two shell scripts: what breaks it, and what makes it whole. Where they run, its name says. */
export interface Fault {
  readonly breaking: string
  readonly healing: string
}

/** Runs in the network of a host: nothing comes from the address or goes there, in silence, as over a cut cable. */
export function cutFrom(address: string): Fault {
  return rules([
    // Before anything is rewritten for a container's published port.
    `-t raw PREROUTING -s ${address} -j DROP`,
    `-t filter OUTPUT -d ${address} -j DROP`,
  ])
}

/** Runs in the network of a host: the port answers with a reset, as when its service is down, to that address or all. */
export function refusing(port: number, from = '0.0.0.0/0'): Fault {
  const mark = '-m mark --mark 0x51 -p tcp -j REJECT --reject-with tcp-reset'
  return rules([
    // The port of a container is another one after PREROUTING: the packet keeps the mark.
    `-t mangle PREROUTING -s ${from} -p tcp --dport ${port} -j MARK --set-mark 0x51`,
    `-t filter INPUT ${mark}`,
    `-t filter FORWARD ${mark}`,
  ])
}

/** Runs on a host: the folder is a disk of its own, and it is full. */
export function fullDisk(folder: string): Fault {
  return {
    breaking: `mkdir -p ${folder} && mount -t tmpfs -o size=64k tmpfs ${folder} && ! head -c 1M /dev/zero > ${folder}/full`,
    healing: `umount ${folder}`,
  }
}

/** Runs on a host: its user may log in, and no more. */
export const noSudo: Fault = {
  breaking: 'mv /etc/sudoers.d/90-ubuntu /root/sudoers.ubuntu',
  healing: 'mv /root/sudoers.ubuntu /etc/sudoers.d/90-ubuntu',
}

/** Runs on a host: sudo asks for the user's password. */
export function sudoPassword(password: string): Fault {
  return {
    breaking: `${noSudo.breaking} && echo 'ubuntu ALL=(ALL) ALL' > /etc/sudoers.d/91-ubuntu && echo 'ubuntu:${password}' | chpasswd`,
    healing: `rm /etc/sudoers.d/91-ubuntu && ${noSudo.healing}`,
  }
}

/** Runs on a host: it says of itself that it is Ubuntu 16.04, the last one before a C library that Node.js can use. */
export const oldSystem: Fault = {
  breaking: `cp -L /etc/os-release /root/os-release && rm /etc/os-release && cat > /etc/os-release << 'END'
NAME="Ubuntu"
VERSION="16.04.7 LTS (Xenial Xerus)"
ID=ubuntu
ID_LIKE=debian
PRETTY_NAME="Ubuntu 16.04.7 LTS"
VERSION_ID="16.04"
VERSION_CODENAME=xenial
END
for name in getconf ldd; do mv /usr/bin/$name /root/$name; done
printf '#!/bin/sh\\n[ "$1" != GNU_LIBC_VERSION ] || { echo glibc 2.23; exit; }\\nexec /root/getconf "$@"\\n' > /usr/bin/getconf
printf '#!/bin/sh\\necho "ldd (Ubuntu GLIBC 2.23-0ubuntu11) 2.23"\\n' > /usr/bin/ldd
chmod 755 /usr/bin/getconf /usr/bin/ldd && chmod 711 /root`,
  healing: 'mv /root/os-release /etc/os-release && mv /root/getconf /root/ldd /usr/bin && chmod 700 /root',
}

/** Runs on a host: its `date` is wrong by so many seconds. Its kernel has the clock of all hosts and of this machine. */
export function wrongClock(seconds: number): Fault {
  const shift = `${seconds < 0 ? '' : '+'}${seconds}s`
  return {
    // For all programs it would be /etc/ld.so.preload, but sshd lets none of its own be changed.
    breaking: `mv /usr/bin/date /usr/bin/date.true
printf '#!/bin/sh\nLD_PRELOAD=%s FAKETIME=${shift} exec /usr/bin/date.true "$@"\n' /usr/lib/*/faketime/libfaketime.so.1 > /usr/bin/date
chmod 755 /usr/bin/date`,
    healing: 'mv /usr/bin/date.true /usr/bin/date',
  }
}

/** Runs on a host: its processor is another one, as `uname -m` calls it. */
export function otherProcessor(machine: string): Fault {
  return {
    breaking: `mv /usr/bin/uname /usr/bin/uname.true
printf '#!/bin/sh\n[ "$1" != -m ] || { echo ${machine}; exit; }\nexec /usr/bin/uname.true "$@"\n' > /usr/bin/uname
chmod 755 /usr/bin/uname`,
    healing: 'mv /usr/bin/uname.true /usr/bin/uname',
  }
}

/** Runs on a host: the kernel tells of so much memory. */
export function littleMemory(mebibytes: number): Fault {
  return {
    breaking: `sed 's/^MemTotal:.*/MemTotal: ${mebibytes * 1024} kB/' /proc/meminfo > /run/meminfo
mount --bind /run/meminfo /proc/meminfo`,
    healing: 'umount /proc/meminfo',
  }
}

/** Runs on a host: it is a clone of the one with that machine id. */
export function clonedFrom(machineId: string): Fault {
  return {
    breaking: `cp /etc/machine-id /root/machine-id && echo ${machineId} > /etc/machine-id`,
    healing: 'mv /root/machine-id /etc/machine-id',
  }
}

/** Runs on a host: a program that has nothing to do with the deployment listens there. */
export function takenPort(port: number): Fault {
  return {
    breaking: `/usr/sbin/sshd -p ${port} -o PidFile=/run/taken-${port}.pid`,
    healing: `kill $(cat /run/taken-${port}.pid)`,
  }
}

/** Each rule is "-t TABLE CHAIN what"; the newest of its kind counts. */
function rules(all: readonly string[]): Fault {
  const commands = (flag: string) =>
    all
      .map(rule => `iptables -w ${rule.replace(/^(-t \w+) (\w+)/, `$1 ${flag} $2`)} -m comment --comment lab`)
      .join(' && ')
  return { breaking: commands('-I'), healing: commands('-D') }
}
