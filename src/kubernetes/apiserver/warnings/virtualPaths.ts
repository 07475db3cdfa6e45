/** Files of one volume that would overwrite each other (`pkg/api/pod/warnings.go`). */
import { goQuote } from '../../api/goText.ts';
import type { KeyToPath, Volume, VolumeProjection } from '../../api/types.ts';

/** A file without slashes at its end, and where it comes from ('' where the volume has only one source). */
interface Source {
  readonly path: string;
  readonly source: string;
}

export function overlappingPathWarnings(volumes: readonly Volume[]): string[] {
  return volumes.flatMap(volumeWarnings);
}

function volumeWarnings({ name = '', configMap, secret, downwardAPI, projected }: Volume): string[] {
  const warn = (what: string, sources: readonly Source[], earlier: readonly Source[] = []) =>
    overlaps(sources, earlier).map((text) => `volume ${goQuote(name)} (${what}): overlapping paths: ${text}`);
  return [
    ...(configMap?.items ? warn(`ConfigMap ${goQuote(configMap.name ?? '')}`, files(configMap.items)) : []),
    ...(secret?.items ? warn(`Secret ${goQuote(secret.secretName ?? '')}`, files(secret.items)) : []),
    ...(downwardAPI?.items ? warn('DownwardAPI', files(downwardAPI.items)) : []),
    ...(projected?.sources ? projectedWarnings(name, projected.sources, warn) : []),
  ];
}

/** Sources without anything in them are told of in their place among the overlaps. */
function projectedWarnings(
  name: string,
  sources: readonly VolumeProjection[],
  warn: (what: string, sources: readonly Source[], earlier: readonly Source[]) => string[],
): string[] {
  const warnings: string[] = [];
  const seen: Source[] = [];
  for (const source of sources) {
    if (Object.values(source).every((part) => part === undefined)) {
      warnings.push(`volume ${goQuote(name)} (Projected) has no sources provided`);
      continue;
    }
    const added = projectedFiles(source);
    warnings.push(...warn('Projected', added, seen));
    seen.push(...added);
  }
  return warnings;
}

function files(items: readonly Pick<KeyToPath, 'path'>[], source = ''): Source[] {
  return items.map(({ path }) => file(path, source));
}

function file(path = '', source = ''): Source {
  let end = path.length;
  while (end > 0 && path[end - 1] === '/') end--;
  return { path: path.slice(0, end), source };
}

/** Only the first kind of source counts. */
function projectedFiles(projection: VolumeProjection): Source[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = projection;
  if (configMap?.items) return files(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`);
  if (secret?.items) return files(secret.items, `Secret ${goQuote(secret.name ?? '')}`);
  if (downwardAPI?.items) return files(downwardAPI.items, 'DownwardAPI');
  if (serviceAccountToken) return [file(serviceAccountToken.path, 'ServiceAccountToken')];
  if (clusterTrustBundle) {
    const { name, signerName = '', path } = clusterTrustBundle;
    return [file(path, `ClusterTrustBundle ${goQuote(name ?? signerName)}`)];
  }
  if (podCertificate === undefined) return [];
  const { certificateChainPath, keyPath, credentialBundlePath } = podCertificate;
  return [
    file(certificateChainPath, 'PodCertificate chain'),
    file(keyPath, 'PodCertificate key'),
    file(credentialBundlePath, 'PodCertificate credential bundle'),
  ].filter(({ path }) => path !== '');
}

/** `"a" with "a/b"` for every source and one before it of which one is, or holds, the other, in the order of the later ones. */
function overlaps(sources: readonly Source[], earlier: readonly Source[]): string[] {
  const found: string[] = [];
  sources.forEach((file, index) => {
    const compare = (other: Source): void => {
      if (collide(file.path, other.path)) found.push(`${sourceText(file)} with ${sourceText(other)}`);
    };
    earlier.forEach(compare);
    for (let before = 0; before < index; before++) compare(sources[before] as Source);
  });
  return found;
}

function collide(a: string, b: string): boolean {
  const [short, long] = a.length < b.length ? [a, b] : [b, a];
  return short !== '' && long.startsWith(short) && (long.length === short.length || long[short.length] === '/');
}

function sourceText({ path, source }: Source): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
