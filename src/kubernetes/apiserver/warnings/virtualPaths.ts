/** Files of one volume that would overwrite each other (`pkg/api/pod/warnings.go`). */
import { goQuote } from '../../api/goText.ts';
import type { KeyToPath, Volume, VolumeProjection } from '../../api/types.ts';

/** A file, and where it comes from ('' where the volume has only one source). */
interface Source {
  readonly path: string;
  readonly source: string;
}

export function overlappingPathWarnings(volumes: readonly Volume[]): string[] {
  return volumes.flatMap(volumeWarnings);
}

function volumeWarnings({ name = '', configMap, secret, downwardAPI, projected }: Volume): string[] {
  const warn = (what: string, sources: readonly Source[]) =>
    overlaps(sources).map((text) => `volume ${goQuote(name)} (${what}): overlapping paths: ${text}`);
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
  warn: (what: string, sources: readonly Source[]) => string[],
): string[] {
  const warnings: string[] = [];
  const seen: Source[] = [];
  let told = 0;
  for (const source of sources) {
    if (Object.values(source).every((part) => part === undefined)) {
      warnings.push(`volume ${goQuote(name)} (Projected) has no sources provided`);
      continue;
    }
    const added = projectedFiles(source);
    if (added.length === 0) continue;
    seen.push(...added);
    const all = warn('Projected', seen);
    warnings.push(...all.slice(told));
    told = all.length;
  }
  return warnings;
}

function files(items: readonly Pick<KeyToPath, 'path'>[], source = ''): Source[] {
  return items.map(({ path = '' }) => ({ path, source }));
}

/** Only the first kind of source counts. */
function projectedFiles(projection: VolumeProjection): Source[] {
  const { configMap, secret, downwardAPI, serviceAccountToken, clusterTrustBundle, podCertificate } = projection;
  if (configMap?.items) return files(configMap.items, `ConfigMap ${goQuote(configMap.name ?? '')}`);
  if (secret?.items) return files(secret.items, `Secret ${goQuote(secret.name ?? '')}`);
  if (downwardAPI?.items) return files(downwardAPI.items, 'DownwardAPI');
  if (serviceAccountToken) return [{ path: serviceAccountToken.path ?? '', source: 'ServiceAccountToken' }];
  if (clusterTrustBundle) {
    const { name, signerName = '', path = '' } = clusterTrustBundle;
    return [{ path, source: `ClusterTrustBundle ${goQuote(name ?? signerName)}` }];
  }
  if (podCertificate === undefined) return [];
  const { certificateChainPath, keyPath, credentialBundlePath } = podCertificate;
  return [
    { path: certificateChainPath ?? '', source: 'PodCertificate chain' },
    { path: keyPath ?? '', source: 'PodCertificate key' },
    { path: credentialBundlePath ?? '', source: 'PodCertificate credential bundle' },
  ].filter(({ path }) => path !== '');
}

/** `"a" with "a/b"` for every pair of which one is, or holds, the other, in the order of the later ones. */
function overlaps(sources: readonly Source[]): string[] {
  const seen: Source[] = [];
  const found: string[] = [];
  for (const { path, source } of sources) {
    const file = { path: path.replace(/\/+$/, ''), source };
    for (const other of seen) {
      if (collide(file.path, other.path)) found.push(`${sourceText(file)} with ${sourceText(other)}`);
    }
    seen.push(file);
  }
  return found;
}

function collide(a: string, b: string): boolean {
  return a !== '' && b !== '' && (`${a}/`.startsWith(`${b}/`) || `${b}/`.startsWith(`${a}/`));
}

function sourceText({ path, source }: Source): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
