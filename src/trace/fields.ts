/** Which fields of the manifest a step goes back to. */
import type { Timeline } from './fold.ts';
import { keyOfRef, listOf, recordOf, textOf } from './keys.ts';
import type { ProcessStep, RuntimeStep, ScheduleStep, Step } from './model.ts';

/** Paths such as `spec.containers[0].image`, the likeliest first; empty for steps that no field in particular caused. */
export function fieldsOf(step: Step, timeline: Timeline): readonly string[] {
  switch (step.kind) {
    case 'stage':
      return step.outcome === 'refused' ? refusedFields(step.request, step.message ?? '', timeline) : [];
    case 'response':
      return step.code >= 400 ? refusedFields(step.request, step.message ?? '', timeline) : [];
    case 'schedule':
      return scheduleFields(step);
    case 'queue':
      return step.queue === 'gated' ? ['spec.schedulingGates'] : [];
    case 'runtime':
      return runtimeFields(step, timeline);
    case 'process':
      return processFields(step, timeline);
    case 'request':
    case 'write':
    case 'watch':
    case 'output':
    case 'note':
      return [];
    default:
      return step satisfies never;
  }
}

/** True when `field` is `path`, stands in it, or holds it. */
export function isRelated(field: string, path: string): boolean {
  const within = (inner: string, outer: string): boolean =>
    inner === outer || (inner.startsWith(outer) && (inner[outer.length] === '.' || inner[outer.length] === '['));
  return within(field, path) || within(path, field);
}

/** The fields that the server named in the Status it answered with, or in its words. */
function refusedFields(request: number, message: string, timeline: Timeline): readonly string[] {
  const { steps } = timeline.trace;
  const answer = steps.find((step) => step.kind === 'response' && step.request === request);
  const body = answer?.kind === 'response' ? recordOf(answer.body) : {};
  const causes = listOf(recordOf(body.details).causes).map((cause) => textOf(recordOf(cause).field));
  const unknown = [...message.matchAll(/(?:unknown|duplicate) field "([^"]+)"/g)].map((match) => match[1] ?? '');
  return [...causes, ...unknown].filter((field) => field !== '');
}

/** What each filter plugin reads of a Pod. */
const pluginFields: Readonly<Record<string, readonly string[]>> = {
  NodeName: ['spec.nodeName'],
  NodeAffinity: ['spec.nodeSelector', 'spec.affinity.nodeAffinity'],
  TaintToleration: ['spec.tolerations'],
  NodePorts: ['spec.containers[0].ports'],
  NodeResourcesFit: ['spec.containers[0].resources.requests', 'spec.containers[0].resources', 'spec.resources'],
  InterPodAffinity: ['spec.affinity.podAffinity', 'spec.affinity.podAntiAffinity'],
  PodTopologySpread: ['spec.topologySpreadConstraints'],
  VolumeBinding: ['spec.volumes'],
  VolumeZone: ['spec.volumes'],
  VolumeRestrictions: ['spec.volumes'],
  NodeVolumeLimits: ['spec.volumes'],
};

function scheduleFields(step: ScheduleStep): readonly string[] {
  const plugins = new Set(step.filter.map((verdict) => verdict.plugin));
  return [...plugins].flatMap((plugin) => pluginFields[plugin] ?? []);
}

function runtimeFields(step: RuntimeStep, timeline: Timeline): readonly string[] {
  const container = containerPath(step, timeline);
  if (container === undefined) return [];
  return step.call === 'PullImage' ? [`${container}.image`] : [container];
}

function processFields(step: ProcessStep, timeline: Timeline): readonly string[] {
  const container = containerPath(step, timeline);
  if (container === undefined) return [];
  switch (step.what) {
    case 'probe':
      return [`${container}.${step.probe ?? 'readiness'}Probe`];
    case 'oomKilled':
      return [`${container}.resources.limits.memory`, `${container}.resources`];
    case 'hook':
      return [`${container}.lifecycle`];
    case 'running':
    case 'exited':
    case 'killed':
      return [`${container}.command`, `${container}.args`, container];
    default:
      return step.what satisfies never;
  }
}

/** `spec.containers[1]`, by name; by image for pulls that are for no container in particular. */
function containerPath(step: RuntimeStep | ProcessStep, { history }: Timeline): string | undefined {
  const pod = history.objects.get(keyOfRef(step.pod))?.find((revision) => revision.object !== undefined)?.object;
  const spec = recordOf(pod?.spec);
  const image = step.kind === 'runtime' ? step.image : undefined;
  for (const list of ['initContainers', 'containers'] as const) {
    const index = listOf(spec[list])
      .map(recordOf)
      .findIndex((container) =>
        step.container === undefined
          ? image !== undefined && (container.image === image || `${container.image}:latest` === image)
          : container.name === step.container,
      );
    if (index >= 0) return `spec.${list}[${index}]`;
  }
  return undefined;
}
