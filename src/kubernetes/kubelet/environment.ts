/** What a container is given: its environment, mounts, user and command line, or why it can't have them. */
import { goQuote } from '../api/goText.ts';
import type { Container, EnvVar, Pod } from '../api/types.ts';
import { expandSubPath, expandVariables } from '../api/variableExpansion.ts';
import { type DownwardContext, fieldValue } from './downwardApi.ts';
import { type ObjectSource, secretData } from './objects.ts';
import { podText } from './podText.ts';
import { effectiveResources } from './resources.ts';
import type { ContainerConfig, ContainerMount, ImageStatus, RuntimeAnswer } from './runtime.ts';
import type { MountedVolume } from './volumes.ts';

export interface ContainerContext extends DownwardContext {
  readonly objects: ObjectSource;
  mounted(pod: Pod, volume: string): MountedVolume | undefined;
  podIP(pod: Pod): string | undefined;
}

/** The config to create a container with, or the error that becomes CreateContainerConfigError. */
export function containerConfig(
  context: ContainerContext,
  pod: Pod,
  container: Container,
  image: ImageStatus,
  restartCount: number,
  podIP: string | undefined,
): RuntimeAnswer<ContainerConfig> {
  const env = environment(context, pod, container, podIP);
  if (!env.ok) return env;
  const mounts = containerMounts(context, pod, container, env.value);
  if (!mounts.ok) return mounts;
  const refused = rootRefused(pod, container, image);
  if (refused !== undefined) return { ok: false, error: refused };
  const user = container.securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser ?? image.uid ?? 0;
  const gid = container.securityContext?.runAsGroup ?? pod.spec?.securityContext?.runAsGroup ?? image.gid ?? 0;
  return {
    ok: true,
    value: {
      pod,
      container,
      restartCount,
      command: (container.command ?? []).map((word) => expandVariables(word, env.value)),
      args: (container.args ?? []).map((word) => expandVariables(word, env.value)),
      env: Object.fromEntries(env.value),
      mounts: mounts.value,
      user: { uid: user, gid },
      resources: effectiveResources(pod, container),
    },
  };
}

function environment(
  context: ContainerContext,
  pod: Pod,
  container: Container,
  podIP: string | undefined,
): RuntimeAnswer<Map<string, string>> {
  const env = new Map<string, string>();
  const namespace = pod.metadata?.namespace ?? '';
  for (const { configMapRef, secretRef, prefix = '' } of container.envFrom ?? []) {
    const ref = configMapRef ?? secretRef;
    const name = ref?.name ?? '';
    const data =
      configMapRef === undefined ? secretOf(context, namespace, name) : configMapOf(context, namespace, name);
    if (data === undefined) {
      if (ref?.optional === true) continue;
      return { ok: false, error: `${configMapRef === undefined ? 'secret' : 'configmap'} "${name}" not found` };
    }
    for (const [key, value] of Object.entries(data)) env.set(`${prefix}${key}`, value);
  }
  for (const variable of container.env ?? []) {
    const value = variableValue(context, pod, container, variable, env, podIP);
    if (!value.ok) return value;
    if (value.value !== undefined) env.set(variable.name ?? '', value.value);
  }
  return { ok: true, value: env };
}

function variableValue(
  context: ContainerContext,
  pod: Pod,
  container: Container,
  variable: EnvVar,
  env: ReadonlyMap<string, string>,
  podIP: string | undefined,
): RuntimeAnswer<string | undefined> {
  const from = variable.valueFrom;
  if (variable.value || from === undefined) return { ok: true, value: expandVariables(variable.value ?? '', env) };
  if (from.fieldRef !== undefined || from.resourceFieldRef !== undefined) {
    return { ok: true, value: fieldValue(pod, context, from.fieldRef, from.resourceFieldRef, container, podIP) ?? '' };
  }
  const ref = from.configMapKeyRef ?? from.secretKeyRef;
  if (ref === undefined) return { ok: true, value: '' };
  const namespace = pod.metadata?.namespace ?? '';
  const { name = '', key = '', optional } = ref;
  const isSecret = from.configMapKeyRef === undefined;
  const data = isSecret ? secretOf(context, namespace, name) : configMapOf(context, namespace, name);
  const value = data?.[key];
  if (value !== undefined) return { ok: true, value };
  if (optional === true) return { ok: true, value: undefined };
  if (data === undefined) return { ok: false, error: `${isSecret ? 'secret' : 'configmap'} "${name}" not found` };
  return { ok: false, error: `couldn't find key ${key} in ${isSecret ? 'Secret' : 'ConfigMap'} ${namespace}/${name}` };
}

function configMapOf({ objects }: ContainerContext, namespace: string, name: string) {
  const object = objects.configMap(namespace, name);
  return object === undefined ? undefined : (object.data ?? {});
}

function secretOf({ objects }: ContainerContext, namespace: string, name: string) {
  const object = objects.secret(namespace, name);
  return object === undefined ? undefined : secretData(object);
}

function containerMounts(
  context: ContainerContext,
  pod: Pod,
  container: Container,
  env: ReadonlyMap<string, string>,
): RuntimeAnswer<ContainerMount[]> {
  const mounts: ContainerMount[] = [];
  for (const { name = '', mountPath = '', subPath = '', subPathExpr, readOnly } of container.volumeMounts ?? []) {
    const volume = context.mounted(pod, name);
    if (volume === undefined) {
      return {
        ok: false,
        error: `cannot find volume ${goQuote(name)} to mount into container ${goQuote(container.name ?? '')}`,
      };
    }
    let below = subPath;
    if (subPathExpr) {
      const expanded = expandSubPath(subPathExpr, env);
      if ('problem' in expanded) return { ok: false, error: expanded.problem };
      below = expanded.path;
    }
    if (below.startsWith('/')) return { ok: false, error: `error SubPath \`${below}\` must not be an absolute path` };
    if (below.split('/').includes('..')) {
      return { ok: false, error: `unable to provision SubPath \`${below}\`: must not contain '..'` };
    }
    mounts.push({
      containerPath: mountPath,
      source: below === '' ? volume.source : `${volume.source}/${below}`,
      readOnly: readOnly === true || volume.readOnly,
      files: filesBelow(volume.files, below),
    });
  }
  return { ok: true, value: mounts };
}

function filesBelow(files: Readonly<Record<string, string>>, below: string): Record<string, string> {
  if (below === '') return { ...files };
  const found: Record<string, string> = {};
  for (const [path, text] of Object.entries(files)) {
    if (path === below) found[''] = text;
    else if (path.startsWith(`${below}/`)) found[path.slice(below.length + 1)] = text;
  }
  return found;
}

/** Why a container that must not run as root is refused (security_context_others.go, verifyRunAsNonRoot). */
function rootRefused(pod: Pod, container: Container, image: ImageStatus): string | undefined {
  const own = container.securityContext;
  const shared = pod.spec?.securityContext;
  if ((own?.runAsNonRoot ?? shared?.runAsNonRoot) !== true) return undefined;
  const where = `(pod: ${goQuote(podText(pod))}, container: ${container.name})`;
  const user = own?.runAsUser ?? shared?.runAsUser;
  if (user !== undefined) return user === 0 ? `container's runAsUser breaks non-root policy ${where}` : undefined;
  if (image.uid === undefined && image.username) {
    return `container has runAsNonRoot and image has non-numeric user (${image.username}), cannot verify user is non-root ${where}`;
  }
  return image.uid === 0 ? `container has runAsNonRoot and image will run as root ${where}` : undefined;
}
