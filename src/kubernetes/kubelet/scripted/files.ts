/** The files a container sees: its own, and those of the volumes mounted into it. */
import type { ContainerMount } from '../runtime.ts';

export interface File {
  readonly text: string;
  /** Bytes; more than the text where the content does not matter. */
  readonly size: number;
}

/** Files of one volume or of one container's own disk, by absolute path. A directory is a path that is marked so. */
export interface Disk {
  readonly files: Map<string, File>;
  readonly directories: Set<string>;
}

export function newDisk(): Disk {
  return { files: new Map(), directories: new Set() };
}

/** Bytes that a disk's files take. */
export function diskUsage(disk: Disk): number {
  let bytes = 0;
  for (const { size } of disk.files.values()) bytes += size;
  return bytes;
}

export interface FileSystem {
  read(path: string): File | undefined;
  isDirectory(path: string): boolean;
  /** The error text where it can't be written. */
  write(path: string, file: File): string | undefined;
  makeDirectory(path: string): void;
  remove(path: string): boolean;
  /** Names in a directory, sorted. */
  list(path: string): string[];
  /** Bytes on the container's own disk, less those of the image. */
  ownUsage(): number;
}

/** Directories of any image. */
const ownDirectories =
  '/ /bin /dev /etc /home /lib /opt /proc /root /run /sbin /sys /tmp /usr /usr/bin /usr/local /var /var/log /var/run'.split(
    ' ',
  );
const ownFiles: Readonly<Record<string, string>> = {
  '/etc/passwd': 'root:x:0:0:root:/root:/bin/sh\n',
  '/etc/hosts': '127.0.0.1\tlocalhost\n',
  '/etc/hostname': 'localhost\n',
  '/etc/resolv.conf': 'nameserver 10.96.0.10\n',
};

/** A container's view. `diskOf` finds the disk of a volume by its identity on the node. */
export function fileSystem(
  mounts: readonly ContainerMount[],
  diskOf: (source: string) => Disk,
  changed: () => void,
): FileSystem {
  const own = newDisk();
  for (const path of ownDirectories) own.directories.add(path);
  for (const [path, text] of Object.entries(ownFiles)) own.files.set(path, { text, size: text.length });
  const imageBytes = diskUsage(own);
  const mounted = mounts
    .map((mount) => ({ ...mount, at: normalize(mount.containerPath), disk: diskOf(mount.source) }))
    .sort((a, b) => b.at.length - a.at.length);
  for (const { disk, files = {} } of mounted) {
    for (const [path, text] of Object.entries(files)) {
      disk.files.set(path === '' ? '/' : `/${path}`, { text, size: text.length });
    }
  }

  const locate = (path: string): { disk: Disk; path: string; readOnly: boolean } => {
    const full = normalize(path);
    for (const { at, disk, readOnly } of mounted) {
      if (full === at) return { disk, path: '/', readOnly };
      if (full.startsWith(at === '/' ? '/' : `${at}/`))
        return { disk, path: full.slice(at === '/' ? 0 : at.length), readOnly };
    }
    return { disk: own, path: full, readOnly: false };
  };

  const isDirectory = (path: string): boolean => {
    const place = locate(path);
    if (place.disk.files.has(place.path)) return false;
    if (place.path === '/' || place.disk.directories.has(place.path)) return true;
    const prefix = `${place.path}/`;
    for (const file of place.disk.files.keys()) if (file.startsWith(prefix)) return true;
    return mounted.some(({ at }) => at === normalize(path) || at.startsWith(`${normalize(path)}/`));
  };

  return {
    read: (path) => {
      const place = locate(path);
      return place.disk.files.get(place.path);
    },
    isDirectory,
    write: (path, file) => {
      const place = locate(path);
      if (isDirectory(path)) return 'Is a directory';
      if (!isDirectory(parentOf(normalize(path)))) return 'nonexistent directory';
      if (place.readOnly) return 'Read-only file system';
      place.disk.files.set(place.path, file);
      changed();
      return undefined;
    },
    makeDirectory: (path) => {
      const place = locate(path);
      place.disk.directories.add(place.path);
      changed();
    },
    remove: (path) => {
      const place = locate(path);
      if (place.readOnly) return false;
      let removed = place.disk.files.delete(place.path);
      removed = place.disk.directories.delete(place.path) || removed;
      const prefix = `${place.path}/`;
      for (const file of [...place.disk.files.keys()]) {
        if (file.startsWith(prefix)) removed = place.disk.files.delete(file) || removed;
      }
      if (removed) changed();
      return removed;
    },
    list: (path) => {
      const place = locate(path);
      const prefix = place.path === '/' ? '/' : `${place.path}/`;
      const names = new Set<string>();
      for (const entry of [...place.disk.files.keys(), ...place.disk.directories]) {
        if (entry !== prefix && entry.startsWith(prefix)) names.add(entry.slice(prefix.length).split('/')[0] ?? '');
      }
      return [...names].filter((name) => name !== '').sort();
    },
    ownUsage: () => diskUsage(own) - imageBytes,
  };
}

/** An absolute path without `.`, `..` and doubled slashes. */
export function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(1, path.lastIndexOf('/')));
}
