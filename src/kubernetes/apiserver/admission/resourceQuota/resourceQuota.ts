/** Refuses what would exceed a namespace's ResourceQuotas. The last plugin: nothing is counted that another one refuses. */

import { amountsOf } from '../../../api/podRequests.ts';
import { compareQuantities, quantityOf, quantitySign, subtractQuantities } from '../../../api/quantity.ts';
import type { KubernetesObject, Pod, ResourceQuota } from '../../../api/types.ts';
import type { AdmissionPlugin, AdmissionRequest, Refusal } from '../admission.ts';
import { forbid } from '../refuse.ts';
import { inScopes } from './scopes.ts';
import { addUsage, computeUsage, concerns, type Usage, usageOf, usageText, withoutZeros } from './usage.ts';

/** Quota on these makes every container say how much it wants, for history's sake. */
const mustBeSpecified = ['cpu', 'memory', 'requests.cpu', 'requests.memory', 'limits.cpu', 'limits.memory'];

/** staging, admission/plugin/resourcequota/controller.go, CheckRequest. */
export const resourceQuota: AdmissionPlugin = {
  name: 'ResourceQuota',
  validate(request) {
    if (request.namespace === '' || !handles(request)) return undefined;
    const { kind, object } = request;
    const quotas = request.cluster.list<ResourceQuota>('resourcequotas', request.namespace);
    if (quotas.length === 0) return undefined;
    const unixMs = Date.parse(request.now);
    const matching = quotas
      .map((quota) => ({ quota, names: Object.keys(quota.status?.hard ?? {}).filter((name) => concerns(kind, name)) }))
      .filter(({ quota, names }) => names.length > 0 && inScopes(quota, kind.kind, object));
    for (const { quota, names } of matching) {
      const refusal = unmeasurable(request, quota, names);
      if (refusal !== undefined) return refusal;
    }
    const usage = usageOf(kind, object, unixMs);
    const negative = [...usage].filter(([, amount]) => quantitySign(amount) < 0).map(([name]) => name);
    if (negative.length > 0)
      return forbid(request, `quota usage is negative for resource(s): ${negative.sort().join(',')}`);
    for (const { quota } of matching) {
      const before = request.old !== undefined && inScopes(quota, kind.kind, request.old) ? request.old : undefined;
      const added = before === undefined ? usage : subtracted(usage, usageOf(kind, before, unixMs));
      const refusal = exceeded(request, quota, withoutZeros(added));
      if (refusal !== undefined) return refusal;
    }
    return undefined;
  },
};

function handles({ kind, operation, subresource, object, old }: AdmissionRequest): boolean {
  const isPod = kind.kind === 'Pod';
  if (subresource !== undefined) return isPod && subresource === 'resize' && operation === 'update';
  if (operation === 'create') return true;
  if (operation === 'delete') return false;
  return isPod
    ? isTerminating(object) !== isTerminating(old)
    : ['Service', 'PersistentVolumeClaim'].includes(kind.kind);
}

function isTerminating(object: KubernetesObject | undefined): boolean {
  return ((object as Pod | undefined)?.spec?.activeDeadlineSeconds ?? -1) >= 0;
}

function unmeasurable(request: AdmissionRequest, quota: ResourceQuota, names: readonly string[]): Refusal {
  const name = quota.metadata?.name ?? '';
  if (request.kind.kind === 'Pod') {
    const missing = unspecified(request.object as Pod, names);
    if (missing !== '') return forbid(request, `failed quota: ${name}: must specify ${missing}`);
  }
  if (names.every((resource) => quota.status?.used?.[resource] !== undefined)) return undefined;
  return forbid(request, `status unknown for quota: ${name}, resources: ${[...names].sort().join(',')}`);
}

/** `cpu for: a,b; memory for: a`: what the quota's resources make every container say; pod-level resources say it for all. */
function unspecified({ spec }: Pod, names: readonly string[]): string {
  if (Object.keys(spec?.resources?.requests ?? {}).length + Object.keys(spec?.resources?.limits ?? {}).length > 0)
    return '';
  const containers = [...(spec?.containers ?? []), ...(spec?.initContainers ?? [])];
  return mustBeSpecified
    .filter((resource) => names.includes(resource))
    .sort()
    .flatMap((resource) => {
      const silent = containers
        .filter(
          ({ resources }) => !computeUsage(amountsOf(resources?.requests), amountsOf(resources?.limits)).has(resource),
        )
        .map((container) => container.name ?? '');
      return silent.length === 0 ? [] : [`${resource} for: ${[...new Set(silent)].sort().join(',')}`];
    })
    .join('; ');
}

function exceeded(request: AdmissionRequest, quota: ResourceQuota, added: Usage): Refusal {
  const hard = toUsage(quota.status?.hard);
  const requested = new Map([...added].filter(([name]) => hard.has(name)));
  const used = toUsage(quota.status?.used);
  const sum = addUsage(used, requested);
  const over = [...requested.keys()].filter((name) => {
    const [amount, limit] = [sum.get(name), hard.get(name)];
    return amount !== undefined && limit !== undefined && compareQuantities(amount, limit) > 0;
  });
  if (over.length === 0) return undefined;
  const only = (usage: Usage): string => usageText(new Map([...usage].filter(([name]) => over.includes(name))));
  return forbid(
    request,
    `exceeded quota: ${quota.metadata?.name ?? ''}, requested: ${only(requested)}, used: ${only(used)}, limited: ${only(hard)}`,
  );
}

function toUsage(resources: Readonly<Record<string, string>> = {}): Usage {
  return new Map(Object.entries(resources).map(([name, amount]) => [name, quantityOf(amount)]));
}

/** What an update adds; where it takes away, nothing. */
function subtracted(next: Usage, before: Usage): Usage {
  return new Map(
    [...next].map(([name, amount]) => {
      const rest = subtractQuantities(amount, before.get(name) ?? quantityOf('0'));
      return [name, quantitySign(rest) < 0 ? quantityOf('0') : rest];
    }),
  );
}
