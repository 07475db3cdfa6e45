/** Files of one volume that would overwrite each other (`pkg/api/pod/warnings.go`). */
import { goQuote } from '../../api/goText.ts';
import type { KeyToPath, Volume, VolumeProjection } from '../../api/types.ts';
import { mostWarnings } from './recorder.ts';

/** A file without slashes at its end, and where it comes from ('' where the volume has only one source). */
interface Source {
  readonly path: string;
  readonly source: string;
}

export function overlappingPathWarnings(volumes: readonly Volume[]): string[] {
  return volumes.flatMap(volumeWarnings);
}

function volumeWarnings({ name = '', configMap, secret, downwardAPI, projected }: Volume): string[] {
  const warn = (what: string, sources: readonly Source[], overlaps = new Overlaps()) =>
    sources
      .flatMap((file) => overlaps.add(file))
      .map((text) => `volume ${goQuote(name)} (${what}): overlapping paths: ${text}`);
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
  warn: (what: string, sources: readonly Source[], overlaps: Overlaps) => string[],
): string[] {
  const warnings: string[] = [];
  const overlaps = new Overlaps();
  for (const source of sources) {
    if (Object.values(source).every((part) => part === undefined)) {
      warnings.push(`volume ${goQuote(name)} (Projected) has no sources provided`);
      continue;
    }
    warnings.push(...warn('Projected', projectedFiles(source), overlaps));
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

/** What stands at a path: the files of that very path, all files there and below, and the next parts of paths. */
interface Place {
  readonly here: PlacedSource[];
  readonly below: PlacedSource[];
  readonly parts: Map<string, Place>;
}

interface PlacedSource extends Source {
  readonly index: number;
}

/** Files added one after the other, which tell of earlier ones that they would overwrite. */
class Overlaps {
  readonly #root = newPlace();
  readonly #known = new Set<string>();
  readonly #told = new Set<string>();
  #count = 0;

  /** `"a" with "a/b"` for every earlier file that `file` is, holds or stands in; once a text. */
  add(file: Source): string[] {
    if (file.path === '' || this.#told.size >= mostWarnings) return [];
    const text = sourceText(file);
    const met: PlacedSource[] = [];
    const places: Place[] = [];
    let place = this.#root;
    for (const part of file.path.split('/')) {
      met.push(...place.here);
      const next = place.parts.get(part) ?? newPlace();
      place.parts.set(part, next);
      place = next;
      places.push(place);
    }
    for (const other of place.below) {
      if (met.length >= mostWarnings) break;
      met.push(other);
    }
    this.#remember(file, text, places);
    return met.sort((a, b) => a.index - b.index).flatMap((other) => this.#tell(`${text} with ${sourceText(other)}`));
  }

  /** A second file of the same source could only be told of in the same words. */
  #remember(file: Source, text: string, places: readonly Place[]): void {
    if (this.#known.has(text)) return;
    this.#known.add(text);
    const placed = { ...file, index: this.#count++ };
    for (const place of places) place.below.push(placed);
    places.at(-1)?.here.push(placed);
  }

  #tell(text: string): string[] {
    if (this.#told.has(text)) return [];
    this.#told.add(text);
    return [text];
  }
}

function newPlace(): Place {
  return { here: [], below: [], parts: new Map() };
}

function sourceText({ path, source }: Source): string {
  return source === '' ? goQuote(path) : `${goQuote(path)} (${source})`;
}
