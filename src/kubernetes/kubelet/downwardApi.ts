/** Values of the downward API: fields of the Pod and resources of its containers, as text. */
import type { Container, ObjectFieldSelector, Pod, ResourceFieldSelector } from '../api/types.ts';

export interface DownwardContext {
  readonly node: string;
  readonly hostIP: string;
}

/** The text of a field or resource; undefined for a field that is not known. */
export function fieldValue(
  pod: Pod,
  context: DownwardContext,
  field: ObjectFieldSelector | undefined,
  _resource: ResourceFieldSelector | undefined,
  _container?: Container,
  podIP?: string,
): string | undefined {
  const path = field?.fieldPath ?? '';
  const { metadata = {}, spec = {} } = pod;
  const subscript = /^metadata\.(labels|annotations)\['(.*)'\]$/.exec(path);
  if (subscript !== null) {
    const [, list, key = ''] = subscript;
    return (list === 'labels' ? metadata.labels?.[key] : metadata.annotations?.[key]) ?? '';
  }
  switch (path) {
    case 'metadata.name':
      return metadata.name;
    case 'metadata.namespace':
      return metadata.namespace;
    case 'metadata.uid':
      return metadata.uid;
    case 'metadata.labels':
      return mapText(metadata.labels);
    case 'metadata.annotations':
      return mapText(metadata.annotations);
    case 'spec.nodeName':
      return context.node;
    case 'spec.serviceAccountName':
      return spec.serviceAccountName;
    case 'status.hostIP':
    case 'status.hostIPs':
      return context.hostIP;
    case 'status.podIP':
    case 'status.podIPs':
      return podIP ?? pod.status?.podIP ?? '';
    default:
      return undefined;
  }
}

/** Lines `key="value"` in key order (pkg/fieldpath). */
function mapText(map: Readonly<Record<string, string>> | undefined): string {
  return Object.keys(map ?? {})
    .sort()
    .map((key) => `${key}=${JSON.stringify(map?.[key] ?? '')}`)
    .join('\n');
}
