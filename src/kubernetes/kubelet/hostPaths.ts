/** What is assumed to exist on a node's own disk, for hostPath volumes. */

export interface HostPaths {
  /** Error text of a hostPath volume's type check; undefined when it passes. */
  check(path: string, type: string): string | undefined;
}

/** Directories that every Linux node has. */
const directories: ReadonlySet<string> = new Set(
  '/ /bin /boot /dev /etc /etc/kubernetes /etc/kubernetes/manifests /etc/ssl /etc/ssl/certs /home /lib /lib/modules /mnt /opt /proc /root /run /run/containerd /sbin /srv /sys /sys/fs /sys/fs/cgroup /tmp /usr /usr/bin /usr/lib /usr/local /usr/share /usr/src /var /var/lib /var/lib/kubelet /var/lib/containerd /var/log /var/log/pods /var/log/containers /var/run /var/tmp'.split(
    ' ',
  ),
);
const files: ReadonlySet<string> = new Set(
  '/etc/hostname /etc/hosts /etc/localtime /etc/machine-id /etc/os-release /etc/passwd /etc/group /etc/resolv.conf'.split(
    ' ',
  ),
);
const sockets: ReadonlySet<string> = new Set([
  '/run/containerd/containerd.sock',
  '/var/run/containerd/containerd.sock',
]);
const characterDevices: ReadonlySet<string> = new Set([
  '/dev/null',
  '/dev/zero',
  '/dev/random',
  '/dev/urandom',
  '/dev/tty',
  '/dev/kmsg',
  '/dev/fuse',
  '/dev/kvm',
]);

/** The type check of hostPath volumes (pkg/volume/hostpath/host_path.go), on an ordinary node. */
export function ordinaryNode(): HostPaths {
  const made = new Map<string, 'directory' | 'file'>();
  const kindOf = (path: string): string | undefined => {
    const name = path.length > 1 ? path.replace(/\/+$/, '') : path;
    if (directories.has(name)) return 'directory';
    if (files.has(name)) return 'file';
    if (sockets.has(name)) return 'socket';
    if (characterDevices.has(name)) return 'character device';
    return made.get(name);
  };
  const failed = (path: string, what: string): string => `hostPath type check failed: ${path} is not ${what}`;
  return {
    check: (path, type) => {
      const kind = kindOf(path);
      switch (type) {
        case '':
          return undefined;
        case 'DirectoryOrCreate':
          if (kind === undefined) made.set(path, 'directory');
          return kind === undefined || kind === 'directory' ? undefined : failed(path, 'a directory');
        case 'Directory':
          return kind === 'directory' ? undefined : failed(path, 'a directory');
        case 'FileOrCreate':
          if (kind === undefined) made.set(path, 'file');
          return kind === undefined || kind === 'file' ? undefined : failed(path, 'a file');
        case 'File':
          return kind === 'file' ? undefined : failed(path, 'a file');
        case 'Socket':
          return kind === 'socket' ? undefined : failed(path, 'a socket file');
        case 'CharDevice':
          return kind === 'character device' ? undefined : failed(path, 'a character device');
        case 'BlockDevice':
          return failed(path, 'a block device');
        default:
          return `${type} is an invalid volume type`;
      }
    },
  };
}
