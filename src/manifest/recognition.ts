/** Which documents are Podflight's business: objects of Kubernetes' own groups, and nothing else. */
import { isJsonObject, type JsonValue } from '../kubernetes/api/json.ts';
import { isRegistered, kindNamed, kinds } from '../kubernetes/api/schema/schema.ts';

/**
 * Groups that are Kubernetes' own, with the versions that 1.36 serves unasked; `extensions` it has given up. What extends
 * the API server or configures its programs (`apiextensions.k8s.io`, `kubelet.config.k8s.io` and the like) is left alone,
 * and so is everything that others define.
 */
const ownGroups: ReadonlyMap<string, readonly string[]> = new Map([
  ['', ['v1']],
  ['admissionregistration.k8s.io', ['v1']],
  ['apps', ['v1']],
  ['authentication.k8s.io', ['v1']],
  ['authorization.k8s.io', ['v1']],
  ['autoscaling', ['v1', 'v2']],
  ['batch', ['v1']],
  ['certificates.k8s.io', ['v1']],
  ['coordination.k8s.io', ['v1']],
  ['discovery.k8s.io', ['v1']],
  ['events.k8s.io', ['v1']],
  ['extensions', []],
  ['flowcontrol.apiserver.k8s.io', ['v1']],
  ['networking.k8s.io', ['v1']],
  ['node.k8s.io', ['v1']],
  ['policy', ['v1']],
  ['rbac.authorization.k8s.io', ['v1']],
  ['resource.k8s.io', ['v1']],
  ['scheduling.k8s.io', ['v1']],
  ['storage.k8s.io', ['v1']],
]);

const kindNames = new Set(kinds.map(({ kind }) => kind));

/** Kinds of `v1` that no API server knows: files that Kubernetes' programs read for themselves. */
const clientKinds = new Set(['Config']);

/** Whether what was read is an object of Kubernetes, or is clearly meant to be one. */
export function isManifest(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value)) return false;
  const { apiVersion, kind } = value;
  const hasBody = isJsonObject(value.metadata) || value.spec !== undefined;
  if (typeof apiVersion !== 'string') return hasBody && typeof kind === 'string' && kindNames.has(kind);
  if (!ownGroups.has(groupOf(apiVersion))) return false;
  if (typeof kind !== 'string') return hasBody && isServed(apiVersion);
  return !(apiVersion === 'v1' && clientKinds.has(kind));
}

/** Whether the API server serves a kind whose rules Podflight does not know: there is nothing to say about it. */
export function isBeyondScope(value: JsonValue | undefined): boolean {
  if (!isJsonObject(value)) return false;
  const { apiVersion, kind } = value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || kind === 'List') return false;
  return isServed(apiVersion) && isRegistered(apiVersion, kind) && kindNamed(apiVersion, kind) === undefined;
}

/** Whether the API server has a group and version, whatever kinds they hold. */
export function isServed(apiVersion: string): boolean {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  return ownGroups.get(groupOf(apiVersion))?.includes(version) ?? false;
}

/** Whether a text that could not be read was meant to be an object of Kubernetes. */
export function looksLikeManifest(text: string): boolean {
  const apiVersion = /^[\s{,-]*["']?apiVersion["']?\s*:\s*["']?([^\s"',}#]*)/m.exec(text)?.[1];
  const kind = /^[\s{,-]*["']?kind["']?\s*:/m.test(text) || /[{,]\s*"kind"\s*:/.test(text);
  return apiVersion !== undefined && kind && ownGroups.has(groupOf(apiVersion));
}

/** Whether a text is a template that a program fills in before Kubernetes reads it: Helm's and the like. */
export function isTemplate(text: string): boolean {
  return /^\s*(?:-\s+)?(?:[\w./-]+:\s+)?\{\{/m.test(text);
}

function groupOf(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}
