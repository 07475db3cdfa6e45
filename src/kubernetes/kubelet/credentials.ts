/** Registry credentials from a Pod's imagePullSecrets. */
import type { Pod } from '../api/types.ts';
import { type ObjectSource, secretData } from './objects.ts';
import type { RegistryCredential } from './runtime.ts';

/** Credentials of the secrets that exist, and the names of those that don't. */
export function pullCredentials(
  objects: ObjectSource,
  pod: Pod,
): { readonly found: readonly RegistryCredential[]; readonly missing: readonly string[] } {
  const found: RegistryCredential[] = [];
  const missing: string[] = [];
  for (const { name } of pod.spec?.imagePullSecrets ?? []) {
    if (!name) continue;
    const secret = objects.secret(pod.metadata?.namespace ?? '', name);
    if (secret === undefined) missing.push(name);
    else found.push(...credentialsOf(secretData(secret)));
  }
  return { found, missing };
}

function credentialsOf(data: Readonly<Record<string, string>>): RegistryCredential[] {
  const config = parsed(data['.dockerconfigjson'])?.auths ?? parsed(data['.dockercfg']);
  if (typeof config !== 'object' || config === null) return [];
  return Object.entries(config as Record<string, unknown>).flatMap(([registry, value]) => {
    if (typeof value !== 'object' || value === null) return [];
    const { username, password, auth } = value as Record<string, unknown>;
    const pair = typeof auth === 'string' ? decoded(auth).split(/:(.*)/s) : [];
    const credential = {
      registry: registry.replace(/^https?:\/\//, '').replace(/\/.*$/, ''),
      username: typeof username === 'string' ? username : (pair[0] ?? ''),
      password: typeof password === 'string' ? password : (pair[1] ?? ''),
    };
    return [credential];
  });
}

function parsed(text: string | undefined): Record<string, unknown> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

function decoded(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}
