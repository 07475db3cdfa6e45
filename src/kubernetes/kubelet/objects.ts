/** Objects that Pods refer to, as the kubelet's own watches have them: ConfigMaps, Secrets, claims and the node. */
import type { ConfigMap, Node, PersistentVolumeClaim, Secret } from '../api/types.ts';
import type { ApiClient, ApiObject } from '../simulation/client.ts';
import { type Informer, inform } from '../simulation/informer.ts';

export interface ObjectSource {
  configMap(namespace: string, name: string): ConfigMap | undefined;
  secret(namespace: string, name: string): Secret | undefined;
  claim(namespace: string, name: string): PersistentVolumeClaim | undefined;
  node(): Node | undefined;
}

/** Watches are opened when the first Pod needs them. */
export function objectSource(api: ApiClient, nodeName: string): ObjectSource {
  const lookIn = <T>(resource: string, select?: (object: ApiObject) => boolean): ((key: string) => T | undefined) => {
    let informer: Informer<ApiObject> | undefined;
    return (key) => {
      informer ??= inform(api, {
        apiVersion: 'v1',
        resource,
        silent: true,
        ...(select === undefined ? {} : { select }),
      });
      return informer.get(key) as T | undefined;
    };
  };
  const configMaps = lookIn<ConfigMap>('configmaps');
  const secrets = lookIn<Secret>('secrets');
  const claims = lookIn<PersistentVolumeClaim>('persistentvolumeclaims');
  const nodes = lookIn<Node>('nodes', ({ metadata }) => metadata?.name === nodeName);
  return {
    configMap: (namespace, name) => configMaps(`${namespace}/${name}`),
    secret: (namespace, name) => secrets(`${namespace}/${name}`),
    claim: (namespace, name) => claims(`${namespace}/${name}`),
    node: () => nodes(nodeName),
  };
}

/** Values of a Secret as text. */
export function secretData(secret: Secret): Readonly<Record<string, string>> {
  const data: Record<string, string> = {};
  for (const [key, value] of Object.entries(secret.data ?? {})) data[key] = decodeBase64(String(value));
  return data;
}

function decodeBase64(text: string): string {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(text), (character) => character.charCodeAt(0)));
  } catch {
    return '';
  }
}
