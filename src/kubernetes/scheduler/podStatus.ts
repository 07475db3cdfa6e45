/** Changes that the scheduler makes to a Pod's status, as patches. */
import type { JsonObject } from '../api/json.ts';
import type { Pod, PodCondition } from '../api/types.ts';

export interface StatusChange {
  readonly condition?: Omit<PodCondition, 'lastTransitionTime'>;
  /** Empty clears it; undefined leaves it. */
  readonly nominatedNodeName?: string | undefined;
}

/**
 * The strategic merge patch that brings about `change`, or undefined where nothing would change. A condition keeps its
 * transition time while its status stays (pkg/api/v1/pod/util.go, UpdatePodCondition).
 */
export function statusPatch(pod: Pod, change: StatusChange, now: string): JsonObject | undefined {
  const status: JsonObject = {};
  const condition = change.condition === undefined ? undefined : conditionPatch(pod, change.condition, now);
  if (condition !== undefined) {
    status['$setElementOrder/conditions'] = conditionOrder(pod, condition.type as string);
    status.conditions = [condition];
  }
  const before = pod.status?.nominatedNodeName ?? '';
  if (change.nominatedNodeName !== undefined && change.nominatedNodeName !== before)
    status.nominatedNodeName = change.nominatedNodeName === '' ? null : change.nominatedNodeName;
  return Object.keys(status).length === 0 ? undefined : { status };
}

/** The fields of the condition that change, with its type; undefined when none does. */
function conditionPatch(pod: Pod, wanted: PodCondition, now: string): JsonObject | undefined {
  const { type = '' } = wanted;
  const before = pod.status?.conditions?.find((condition) => condition.type === type);
  if (before === undefined) return { lastProbeTime: null, ...plain({ ...wanted, lastTransitionTime: now }) };
  if (before.status === wanted.status && before.reason === wanted.reason && before.message === wanted.message)
    return undefined;
  const old = plain(before);
  const fresh = plain(before.status === wanted.status ? wanted : { ...wanted, lastTransitionTime: now });
  const changed = Object.entries(fresh).filter(([key, value]) => old[key] !== value);
  return { ...Object.fromEntries(changed), type };
}

function plain(condition: PodCondition): JsonObject {
  return { ...condition } as JsonObject;
}

function conditionOrder(pod: Pod, type: string): JsonObject[] {
  const types = (pod.status?.conditions ?? []).map((condition) => condition.type ?? '');
  return (types.includes(type) ? types : [...types, type]).map((name): JsonObject => ({ type: name }));
}
