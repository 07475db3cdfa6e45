/** `kubectl get` of namespaces, nodes, events, services and what belongs to them. */
import { goTrimSpace } from '../api/goText.ts';
import { formatQuantity, quantityOf } from '../api/quantity.ts';
import type {
  ConfigMap,
  DiscoveryV1EndpointPort,
  EndpointSlice,
  Endpoints,
  Event,
  EventsV1Event,
  Lease,
  Namespace,
  Node,
  PriorityClass,
  ResourceQuota,
  RuntimeClass,
  Secret,
  Service,
  ServiceAccount,
} from '../api/types.ts';
import { age } from './age.ts';
import { columns, type KindTable, kindTable, labelsText, nameColumn, wideColumns } from './table.ts';

const namespace = kindTable<Namespace>(
  [nameColumn, ...columns('Status', 'Age')],
  ({ metadata = {}, status }, nowMs) => [
    metadata.name ?? '',
    status?.phase ?? '',
    age(metadata.creationTimestamp, nowMs),
  ],
);

const node = kindTable<Node>(
  [
    nameColumn,
    ...columns('Status', 'Roles', 'Age', 'Version'),
    ...wideColumns('Internal-IP', 'External-IP', 'OS-Image', 'Kernel-Version', 'Container-Runtime'),
  ],
  (object, nowMs) => {
    const { metadata = {}, status = {} } = object;
    const { nodeInfo = {} } = status;
    const address = (wanted: string) => status.addresses?.find(({ type }) => type === wanted)?.address ?? '<none>';
    const architecture = nodeInfo.architecture ? ` (${nodeInfo.architecture})` : '';
    return [
      metadata.name ?? '',
      nodeStatus(object),
      nodeRoles(metadata.labels ?? {}).join(',') || '<none>',
      age(metadata.creationTimestamp, nowMs),
      nodeInfo.kubeletVersion ?? '',
      address('InternalIP'),
      address('ExternalIP'),
      nodeInfo.osImage || '<unknown>',
      (nodeInfo.kernelVersion || '<unknown>') + architecture,
      nodeInfo.containerRuntimeVersion || '<unknown>',
    ];
  },
);

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.findLast(({ type }) => type === 'Ready');
  const word = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable === true ? `${word},SchedulingDisabled` : word;
}

const rolePrefix = 'node-role.kubernetes.io/';

/** Roles from labels, sorted. */
function nodeRoles(labels: Readonly<Record<string, string>>): readonly string[] {
  const roles = new Set<string>();
  for (const [key, value] of Object.entries(labels)) {
    if (key.startsWith(rolePrefix) && key.length > rolePrefix.length) roles.add(key.slice(rolePrefix.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort();
}

const event = kindTable<Event & EventsV1Event>(
  [
    ...columns('Last Seen', 'Type', 'Reason', 'Object'),
    ...wideColumns('Subobject', 'Source'),
    ...columns('Message'),
    ...wideColumns('First Seen', 'Count'),
    { ...nameColumn, priority: 1 },
  ],
  (object, nowMs) => {
    const about = object.involvedObject ?? object.regarding ?? {};
    const first = age(object.firstTimestamp ?? object.deprecatedFirstTimestamp ?? object.eventTime, nowMs);
    const lastTime = object.lastTimestamp ?? object.deprecatedLastTimestamp;
    const kind = (about.kind ?? '').toLowerCase();
    return [
      object.series ? age(object.series.lastObservedTime, nowMs) : lastTime ? age(lastTime, nowMs) : first,
      object.type ?? '',
      object.reason ?? '',
      about.name ? `${kind}/${about.name}` : kind,
      about.fieldPath ?? '',
      eventSource(object),
      goTrimSpace(object.message ?? object.note ?? ''),
      first,
      object.series ? (object.series.count ?? 0) : object.count || object.deprecatedCount || 1,
      object.metadata?.name ?? '',
    ];
  },
);

function eventSource(object: Event & EventsV1Event): string {
  const { component, host } = object.source ?? object.deprecatedSource ?? {};
  const who = component || object.reportingComponent || object.reportingController || '';
  const where = host || object.reportingInstance || '';
  return where === '' ? who : `${who}, ${where}`;
}

const service = kindTable<Service>(
  [nameColumn, ...columns('Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age'), ...wideColumns('Selector')],
  (object, nowMs) => {
    const { metadata = {}, spec = {} } = object;
    const ports = (spec.ports ?? []).map(({ port = 0, nodePort = 0, protocol = '' }) =>
      nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
    );
    return [
      metadata.name ?? '',
      spec.type ?? '',
      spec.clusterIPs?.[0] ?? '<none>',
      externalIP(object),
      ports.join(',') || '<none>',
      age(metadata.creationTimestamp, nowMs),
      labelsText(spec.selector),
    ];
  },
);

function externalIP({ spec = {}, status }: Service): string {
  const own = spec.externalIPs ?? [];
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return own.join(',') || '<none>';
    case 'LoadBalancer': {
      const ingress = (status?.loadBalancer?.ingress ?? []).map(({ ip, hostname }) => ip || hostname || '');
      const given = [...new Set(ingress.filter((address) => address !== ''))].sort();
      return [...given, ...own].join(',') || '<pending>';
    }
    case 'ExternalName':
      return spec.externalName ?? '';
    default:
      return '<unknown>';
  }
}

const endpoints = kindTable<Endpoints>(
  [nameColumn, ...columns('Endpoints', 'Age')],
  ({ metadata = {}, subsets = [] }, nowMs) => {
    const addresses = subsets.flatMap(({ addresses = [], ports = [] }) =>
      ports.length === 0
        ? addresses.map(({ ip = '' }) => ip)
        : ports.flatMap(({ port = 0 }) => addresses.map(({ ip = '' }) => hostPort(ip, port))),
    );
    const text = subsets.length === 0 ? '<none>' : firstThree(addresses);
    return [metadata.name ?? '', text, age(metadata.creationTimestamp, nowMs)];
  },
);

function hostPort(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function firstThree(list: readonly string[]): string {
  const shown = list.slice(0, 3).join(',');
  return list.length > 3 ? `${shown} + ${list.length - 3} more...` : shown;
}

const endpointSlice = kindTable<EndpointSlice>(
  [nameColumn, ...columns('AddressType', 'Ports', 'Endpoints', 'Age')],
  ({ metadata = {}, addressType = '', ports, endpoints: list }, nowMs) => [
    metadata.name ?? '',
    addressType,
    firstThree((ports ?? []).map(portText)) || '<unset>',
    firstThree((list ?? []).flatMap(({ addresses = [] }) => addresses)) || '<unset>',
    age(metadata.creationTimestamp, nowMs),
  ],
);

function portText({ port, name }: DiscoveryV1EndpointPort): string {
  return port === undefined || port === null ? (name ?? '*') : String(port);
}

const serviceAccount = kindTable<ServiceAccount>([nameColumn, ...columns('Age')], ({ metadata = {} }, nowMs) => [
  metadata.name ?? '',
  age(metadata.creationTimestamp, nowMs),
]);

const configMap = kindTable<ConfigMap>(
  [nameColumn, ...columns('Data', 'Age')],
  ({ metadata = {}, data = {}, binaryData = {} }, nowMs) => [
    metadata.name ?? '',
    Object.keys(data).length + Object.keys(binaryData).length,
    age(metadata.creationTimestamp, nowMs),
  ],
);

const secret = kindTable<Secret>(
  [nameColumn, ...columns('Type', 'Data', 'Age')],
  ({ metadata = {}, type = '', data = {} }, nowMs) => [
    metadata.name ?? '',
    type,
    Object.keys(data).length,
    age(metadata.creationTimestamp, nowMs),
  ],
);

const resourceQuota = kindTable<ResourceQuota>(
  [nameColumn, ...columns('Request', 'Limit', 'Age')],
  ({ metadata = {}, status = {} }, nowMs) => {
    const { hard = {}, used = {} } = status;
    const shown = (resource: string) => {
      const [usedText, hardText] = [used[resource], hard[resource]].map((text) => formatQuantity(quantityOf(text)));
      return `${resource}: ${usedText}/${hardText}`;
    };
    const resources = Object.keys(hard).sort();
    const limits = resources.filter((resource) => resource.startsWith('limits.'));
    return [
      metadata.name ?? '',
      resources
        .filter((resource) => !limits.includes(resource))
        .map(shown)
        .join(', '),
      limits.map(shown).join(', '),
      age(metadata.creationTimestamp, nowMs),
    ];
  },
);

const priorityClass = kindTable<PriorityClass>(
  [nameColumn, ...columns('Value:integer', 'Global-Default:boolean', 'Age'), ...wideColumns('PreemptionPolicy')],
  ({ metadata = {}, value = 0, globalDefault = false, preemptionPolicy = '' }, nowMs) => [
    metadata.name ?? '',
    value,
    globalDefault,
    age(metadata.creationTimestamp, nowMs),
    preemptionPolicy,
  ],
);

const runtimeClass = kindTable<RuntimeClass>(
  [nameColumn, ...columns('Handler', 'Age')],
  ({ metadata = {}, handler = '' }, nowMs) => [metadata.name ?? '', handler, age(metadata.creationTimestamp, nowMs)],
);

const lease = kindTable<Lease>([nameColumn, ...columns('Holder', 'Age')], ({ metadata = {}, spec = {} }, nowMs) => [
  metadata.name ?? '',
  spec.holderIdentity ?? '',
  age(metadata.creationTimestamp, nowMs),
]);

export const clusterTables: Readonly<Record<string, KindTable>> = {
  Namespace: namespace,
  Node: node,
  Event: event,
  Service: service,
  Endpoints: endpoints,
  EndpointSlice: endpointSlice,
  ServiceAccount: serviceAccount,
  ConfigMap: configMap,
  Secret: secret,
  ResourceQuota: resourceQuota,
  PriorityClass: priorityClass,
  RuntimeClass: runtimeClass,
  Lease: lease,
};
