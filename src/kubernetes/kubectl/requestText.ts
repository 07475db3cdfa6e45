/** How kubectl speaks of an object that it asks the server about (cli-runtime pkg/resource Info). */
import { goQuote } from '../api/goText.ts';
import { parseGroupVersion } from './restMapping.ts';

export interface Named {
  readonly apiVersion: string;
  readonly kind: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/** The two lines with which kubectl describes an object in the texts of `apply`. */
export function describedRequest({ apiVersion, kind, resource, name, namespace }: Named): string {
  const { group, version } = parseGroupVersion(apiVersion) ?? { group: '', version: apiVersion };
  const types = `Resource: "${group}/${version}, Resource=${resource}", GroupVersionKind: "${group}/${version}, Kind=${kind}"`;
  return `${types}\nName: ${goQuote(name)}, Namespace: ${goQuote(namespace)}`;
}

/** `pod/web`, `deployment.apps/web`. */
export function requestLabel({ apiVersion, kind, name }: Named): string {
  const group = parseGroupVersion(apiVersion)?.group ?? '';
  return `${kind.toLowerCase()}${group === '' ? '' : `.${group}`}/${name}`;
}
