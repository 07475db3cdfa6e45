/** Checks of the baseline level: what lets a Pod out of its box in known ways. */
import type { LifecycleHandler, PodSpec, Probe, SELinuxOptions } from '../../../api/types.ts';
import {
  allContainers,
  type Check,
  containersText,
  namesWhere,
  plural,
  quoted,
  settersText,
  sortedSet,
} from './wording.ts';

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/';

export const appArmorProfile: Check = (spec, metadata) => {
  const allowed = (type = ''): boolean => type === 'RuntimeDefault' || type === 'Localhost';
  const podType = spec.securityContext?.appArmorProfile;
  const podBad = podType !== undefined && !allowed(podType.type);
  const bad = allContainers(spec).filter(({ securityContext }) => {
    const profile = securityContext?.appArmorProfile;
    return profile !== undefined && !allowed(profile.type);
  });
  const annotations = Object.entries(metadata.annotations ?? {})
    .filter(([key, value]) => key.startsWith(appArmorPrefix) && !allowedAppArmorAnnotation(value))
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .sort();
  const types = bad.map(({ securityContext }) => securityContext?.appArmorProfile?.type ?? '');
  const values = [...sortedSet(podBad ? [podType.type ?? '', ...types] : types), ...annotations];
  const setters = [
    ...(podBad ? ['pod'] : []),
    ...(bad.length > 0 ? [containersText(bad.map(({ name = '' }) => name))] : []),
    ...(annotations.length > 0 ? [plural('annotation', 'annotations', annotations.length)] : []),
  ];
  if (setters.length === 0) return undefined;
  return {
    reason: plural('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${setters.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  };
};

function allowedAppArmorAnnotation(value: string): boolean {
  return value === '' || value === 'runtime/default' || value.startsWith('localhost/');
}

const defaultCapabilities = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

export const nonDefaultCapabilities: Check = (spec) => {
  const added = (container: { securityContext?: { capabilities?: { add?: string[] } } }): string[] =>
    container.securityContext?.capabilities?.add?.filter((capability) => !defaultCapabilities.has(capability)) ?? [];
  const bad = allContainers(spec).filter((container) => added(container).length > 0);
  if (bad.length === 0) return undefined;
  const names = containersText(bad.map(({ name = '' }) => name));
  const capabilities = quoted(sortedSet(bad.flatMap(added)));
  return {
    reason: 'non-default capabilities',
    detail: `${names} must not include ${capabilities} in securityContext.capabilities.add`,
  };
};

export const hostNamespaces: Check = (spec) => {
  const shared = (['hostNetwork', 'hostPID', 'hostIPC'] as const).filter((field) => spec[field]);
  if (shared.length === 0) return undefined;
  return { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') };
};

export const hostPathVolumes: Check = (spec) => {
  const volumes = (spec.volumes ?? []).filter(({ hostPath }) => hostPath !== undefined).map(({ name = '' }) => name);
  if (volumes.length === 0) return undefined;
  return { reason: 'hostPath volumes', detail: `${plural('volume', 'volumes', volumes.length)} ${quoted(volumes)}` };
};

export const hostPorts: Check = (spec) => {
  const names = namesWhere(spec, ({ ports = [] }) => ports.some(({ hostPort }) => hostPort));
  if (names.length === 0) return undefined;
  const taken = allContainers(spec).flatMap(({ ports = [] }) => ports.flatMap(({ hostPort }) => hostPort || []));
  const ports = sortedSet(taken.map(String));
  const verb = plural('uses', 'use', names.length);
  const noun = plural('hostPort', 'hostPorts', ports.length);
  return { reason: 'hostPort', detail: `${containersText(names)} ${verb} ${noun} ${ports.join(', ')}` };
};

export const hostProbesAndLifecycle: Check = (spec) => {
  const hostsOf = (handler: Probe | LifecycleHandler | undefined): string[] =>
    [handler?.httpGet?.host, handler?.tcpSocket?.host].filter((host) => host !== undefined && host !== '') as string[];
  const found = allContainers(spec).map((container) => ({
    name: container.name ?? '',
    hosts: [
      container.livenessProbe,
      container.readinessProbe,
      container.startupProbe,
      container.lifecycle?.postStart,
      container.lifecycle?.preStop,
    ].flatMap(hostsOf),
  }));
  const names = sortedSet(found.filter(({ hosts }) => hosts.length > 0).map(({ name }) => name));
  if (names.length === 0) return undefined;
  const hosts = sortedSet(found.flatMap((entry) => entry.hosts));
  const verb = plural('uses', 'use', names.length);
  const noun = plural('probe or lifecycle host', 'probe or lifecycle hosts', hosts.length);
  return { reason: 'probe or lifecycle host', detail: `${containersText(names)} ${verb} ${noun} ${quoted(hosts)}` };
};

export const privileged: Check = (spec) => {
  const names = namesWhere(spec, ({ securityContext }) => securityContext?.privileged === true);
  if (names.length === 0) return undefined;
  return { reason: 'privileged', detail: `${containersText(names)} must not set securityContext.privileged=true` };
};

export const procMount: Check = (spec) => {
  const bad = allContainers(spec).filter(({ securityContext }) => {
    const mount = securityContext?.procMount;
    return mount !== undefined && mount !== 'Default';
  });
  if (bad.length === 0) return undefined;
  const types = sortedSet(bad.map(({ securityContext }) => securityContext?.procMount ?? ''));
  const names = containersText(bad.map(({ name = '' }) => name));
  return { reason: 'procMount', detail: `${names} must not set securityContext.procMount to ${quoted(types)}` };
};

const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t'];
/** Allowed since policy 1.31. */
const seLinuxEngineType = 'container_engine_t';

export const seLinuxOptions: Check = (spec, _metadata, minor) => {
  const allowed = (type = ''): boolean => seLinuxTypes.includes(type) || (minor >= 31 && type === seLinuxEngineType);
  const forbidden = (options: SELinuxOptions | undefined): boolean =>
    options !== undefined && (!allowed(options.type) || Boolean(options.user) || Boolean(options.role));
  const podBad = forbidden(spec.securityContext?.seLinuxOptions);
  const bad = allContainers(spec).filter(({ securityContext }) => forbidden(securityContext?.seLinuxOptions));
  const setters = settersText(
    podBad,
    bad.map(({ name = '' }) => name),
  );
  if (setters === '') return undefined;
  const options = [spec.securityContext, ...bad.map(({ securityContext }) => securityContext)].flatMap(
    (context) => context?.seLinuxOptions ?? [],
  );
  const types = sortedSet(options.map(({ type = '' }) => type).filter((type) => !allowed(type)));
  const faults = [
    ...(types.length > 0 ? [`${plural('type', 'types', types.length)} ${quoted(types)}`] : []),
    ...(options.some(({ user }) => user) ? ['user may not be set'] : []),
    ...(options.some(({ role }) => role) ? ['role may not be set'] : []),
  ];
  return {
    reason: 'seLinuxOptions',
    detail: `${setters} set forbidden securityContext.seLinuxOptions: ${faults.join('; ')}`,
  };
};

const seccompPodAnnotation = 'seccomp.security.alpha.kubernetes.io/pod';
const seccompContainerPrefix = 'container.seccomp.security.alpha.kubernetes.io/';

/** Policies before 1.19 knew seccomp only as annotations. */
export const seccompAnnotations: Check = (spec, metadata) => {
  const keys = [seccompPodAnnotation, ...allContainers(spec).map(({ name = '' }) => seccompContainerPrefix + name)];
  const forbidden = keys.flatMap((key) => {
    const value = metadata.annotations?.[key];
    return value === undefined || allowedSeccompAnnotation(value) ? [] : [`${key}=${JSON.stringify(value)}`];
  });
  const texts = sortedSet(forbidden);
  if (texts.length === 0) return undefined;
  const noun = plural('annotation', 'annotations', texts.length);
  return { reason: 'seccompProfile', detail: `forbidden ${noun} ${texts.join(', ')}` };
};

function allowedSeccompAnnotation(value: string): boolean {
  return value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
}

export const seccompBaseline: Check = (spec) => {
  const { setters, values } = seccompSetters(spec);
  if (setters === '') return undefined;
  return {
    reason: 'seccompProfile',
    detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(values)}`,
  };
};

/** Who sets a seccomp profile that no level allows, and to what. */
export function seccompSetters(spec: PodSpec): { readonly setters: string; readonly values: string[] } {
  const podProfile = spec.securityContext?.seccompProfile;
  const podBad = podProfile !== undefined && !allowedSeccomp(podProfile.type);
  const bad = allContainers(spec).filter(({ securityContext }) => {
    const profile = securityContext?.seccompProfile;
    return profile !== undefined && !allowedSeccomp(profile.type);
  });
  const types = bad.map(({ securityContext }) => securityContext?.seccompProfile?.type ?? '');
  return {
    setters: settersText(
      podBad,
      bad.map(({ name = '' }) => name),
    ),
    values: sortedSet(podBad ? [podProfile.type ?? '', ...types] : types),
  };
}

export function allowedSeccomp(type = ''): boolean {
  return type === 'Localhost' || type === 'RuntimeDefault';
}

/** Safe sysctls, with the policy version that allowed them. */
const safeSysctls: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
};

export const sysctls: Check = (spec, _metadata, minor) => {
  const names = (spec.securityContext?.sysctls ?? []).map(({ name = '' }) => name);
  const forbidden = names.filter((name) => !Object.hasOwn(safeSysctls, name) || minor < (safeSysctls[name] ?? 0));
  return forbidden.length === 0 ? undefined : { reason: 'forbidden sysctls', detail: forbidden.join(', ') };
};

export const windowsHostProcess: Check = (spec) => {
  const setters = settersText(
    spec.securityContext?.windowsOptions?.hostProcess === true,
    namesWhere(spec, ({ securityContext }) => securityContext?.windowsOptions?.hostProcess === true),
  );
  if (setters === '') return undefined;
  return { reason: 'hostProcess', detail: `${setters} must not set securityContext.windowsOptions.hostProcess=true` };
};
