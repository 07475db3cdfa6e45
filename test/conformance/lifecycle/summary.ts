/** What recordings follow of a Pod, and how one version differs from the one before. */
import type { Pod } from '../../../src/kubernetes/api/types.ts';

type Members = Record<string, unknown>;

const unlimitedMemory = '9007199254740988Ki';

/** The parts of a Pod that are followed, with lists as maps by name or type. */
export function summary(pod: Pod): Members {
  const { metadata = {}, spec = {}, status = {} } = pod;
  const annotations = { ...metadata.annotations };
  delete annotations['kubectl.kubernetes.io/last-applied-configuration'];
  const meta = pick(
    { ...metadata, ...(Object.keys(annotations).length > 0 ? { annotations } : { annotations: undefined }) },
    ['generation', 'deletionTimestamp', 'deletionGracePeriodSeconds', 'finalizers', 'labels', 'annotations'],
  );
  const followed = pick(spec as Members, [
    'nodeName',
    'schedulingGates',
    'activeDeadlineSeconds',
    'terminationGracePeriodSeconds',
    'priority',
    'preemptionPolicy',
    'restartPolicy',
    'resources',
  ]);
  for (const field of ['containers', 'initContainers', 'ephemeralContainers'] as const) {
    const containers = spec[field];
    if (containers === undefined) continue;
    followed[field] = Object.fromEntries(
      containers.map((one) => [
        one.name ?? '',
        pick(one as Members, ['image', 'resources', 'restartPolicy', 'imagePullPolicy']),
      ]),
    );
  }
  const state: Members = { ...status };
  for (const field of ['containerStatuses', 'initContainerStatuses', 'ephemeralContainerStatuses'] as const) {
    if (status[field] !== undefined) state[field] = byKey(status[field], 'name');
  }
  if (status.conditions !== undefined) state.conditions = byKey(status.conditions, 'type');
  if (status.resources?.limits?.memory === unlimitedMemory) {
    const { memory: _unlimited, ...limits } = status.resources.limits;
    state.resources = { ...status.resources, ...(Object.keys(limits).length > 0 ? { limits } : { limits: undefined }) };
  }
  const out: Members = {};
  for (const [key, value] of Object.entries({ metadata: meta, spec: followed, status: state })) {
    if (Object.keys(value).length > 0) out[key] = plain(value);
  }
  return out;
}

/** The JSON merge patch from `before` to `after`. */
export function difference(before: Members, after: Members): Members {
  const out: Members = {};
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (!(key in before)) out[key] = value;
    else if (isMembers(value) && isMembers(old)) {
      const inner = difference(old, value);
      if (Object.keys(inner).length > 0) out[key] = inner;
    } else if (JSON.stringify(old) !== JSON.stringify(value)) out[key] = value;
  }
  for (const key of Object.keys(before)) if (!(key in after)) out[key] = null;
  return out;
}

function pick(from: Members | object, keys: readonly string[]): Members {
  const out: Members = {};
  for (const key of keys) {
    const value = (from as Members)[key];
    if (value !== undefined) out[key] = value;
  }
  return out;
}

function byKey(list: readonly object[], key: string): Members {
  return Object.fromEntries(
    list.map((item) => {
      const { [key]: name, ...rest } = item as Members;
      return [String(name), rest];
    }),
  );
}

/** Without `undefined`, and cut off from what the simulation goes on with. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
