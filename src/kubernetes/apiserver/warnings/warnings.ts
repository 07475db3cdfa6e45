/** What the API server warns of in objects that it accepts, by kind, in the server's order. */
import { FieldPath } from '../../api/fieldPath.ts';
import { isDNS1123Label } from '../../api/names.ts';
import type {
  CronJob,
  DaemonSet,
  Deployment,
  Job,
  JobSpec,
  KubernetesObject,
  PersistentVolumeClaim,
  Pod,
  PodTemplate,
  ReplicationController,
  Secret,
  Service,
  ServiceAccount,
  StatefulSet,
} from '../../api/types.ts';
import { claimWarnings } from './fractions.ts';
import { keyPairProblem } from './keyPair.ts';
import { podWarnings } from './podWarnings.ts';
import { serviceWarnings } from './serviceWarnings.ts';

const specPath = FieldPath.root('spec');
const templatePath = specPath.child('template');
const jobPath = specPath.child('jobTemplate').child('spec');
const mountableSecrets = 'kubernetes.io/enforce-mountable-secrets';
const storageClass = 'volume.beta.kubernetes.io/storage-class';

/** Texts of the `Warning:` headers of a create. The object has been validated. */
export function warningsOnCreate(object: KubernetesObject): string[] {
  const { apiVersion = '', kind = '' } = object;
  switch (`${apiVersion} ${kind}`) {
    case 'v1 Pod':
      return [...nameWarnings(object, "the Pod's hostname"), ...podWarnings(object as Pod, undefined)];
    case 'v1 PodTemplate':
    case 'apps/v1 DaemonSet':
    case 'apps/v1 StatefulSet':
    case 'v1 Service':
    case 'v1 Secret':
    case 'v1 ServiceAccount':
    case 'v1 PersistentVolumeClaim':
      return contentWarnings(object);
    case 'v1 ReplicationController':
    case 'apps/v1 Deployment':
    case 'apps/v1 ReplicaSet':
    case 'batch/v1 Job':
    case 'batch/v1 CronJob':
      return [...nameWarnings(object, 'Pod names and hostnames'), ...contentWarnings(object)];
    default:
      return [];
  }
}

/** Texts of the `Warning:` headers of an update; Pods have none, and templates only where the object changed. */
export function warningsOnUpdate(next: KubernetesObject, old: KubernetesObject): string[] {
  const changed = (next.metadata?.generation ?? 0) !== (old.metadata?.generation ?? 0);
  const { apiVersion = '', kind = '' } = next;
  switch (`${apiVersion} ${kind}`) {
    case 'v1 PodTemplate':
    case 'v1 ReplicationController':
    case 'apps/v1 DaemonSet':
    case 'apps/v1 Deployment':
    case 'apps/v1 ReplicaSet':
    case 'batch/v1 Job':
      return changed ? contentWarnings(next) : [];
    case 'apps/v1 StatefulSet':
      return statefulSetWarnings(next as StatefulSet, changed, 'Spec');
    case 'batch/v1 CronJob':
      return [...(changed ? contentWarnings(next) : []), ...timeZoneWarnings(next as CronJob)];
    case 'v1 Service':
    case 'v1 Secret':
    case 'v1 PersistentVolumeClaim':
      return contentWarnings(next);
    case 'v1 ServiceAccount':
      return old.metadata?.annotations?.[mountableSecrets] === undefined ? contentWarnings(next) : [];
    default:
      return [];
  }
}

/** Names that Pods make hostnames of should be DNS labels. */
function nameWarnings({ metadata }: KubernetesObject, use: string): string[] {
  const messages = isDNS1123Label(metadata?.name ?? '');
  if (messages.length === 0) return [];
  const what = `this is used in ${use}, which can result in surprising behavior; a DNS label is recommended`;
  return [`metadata.name: ${what}: [${messages.join(' ')}]`];
}

function contentWarnings(object: KubernetesObject): string[] {
  switch (object.kind) {
    case 'PodTemplate':
      return podWarnings((object as PodTemplate).template ?? {}, FieldPath.root('template'));
    case 'ReplicationController':
    case 'ReplicaSet':
    case 'Deployment':
    case 'DaemonSet': {
      const { spec } = object as ReplicationController | Deployment | DaemonSet;
      return podWarnings(spec?.template ?? {}, templatePath);
    }
    case 'StatefulSet':
      return statefulSetWarnings(object as StatefulSet, true, undefined);
    case 'Job':
      return jobWarnings((object as Job).spec ?? {}, specPath);
    case 'CronJob':
      return jobWarnings((object as CronJob).spec?.jobTemplate?.spec ?? {}, jobPath);
    case 'Service':
      return serviceWarnings(object as Service);
    case 'Secret':
      return secretWarnings(object as Secret);
    case 'ServiceAccount':
      return serviceAccountWarnings(object as ServiceAccount);
    case 'PersistentVolumeClaim':
      return persistentVolumeClaimWarnings(object as PersistentVolumeClaim);
    default:
      return [];
  }
}

/** `claimField` stands between a claim template and its resources: only in paths of updates, by mistake. */
function statefulSetWarnings(
  { spec = {} }: StatefulSet,
  templateChanged: boolean,
  claimField: string | undefined,
): string[] {
  const claims = specPath.child('volumeClaimTemplates');
  return [
    ...(templateChanged ? podWarnings(spec.template ?? {}, templatePath) : []),
    ...(spec.volumeClaimTemplates ?? []).flatMap((claim, index) => {
      const path = claims.index(index);
      return claimWarnings(claim.spec ?? {}, claimField === undefined ? path : path.child(claimField));
    }),
    ...((spec.revisionHistoryLimit ?? 0) < 0
      ? ['spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended']
      : []),
  ];
}

const manyCompletions = 100_000;
const highParallelism = 10_000;

function jobWarnings(spec: JobSpec, path: FieldPath): string[] {
  const { completionMode, completions = 0, parallelism = 0, template = {} } = spec;
  const warnings = podWarnings(template, path.child('template'));
  if (completionMode !== 'Indexed' || completions <= manyCompletions || parallelism <= highParallelism) return warnings;
  const what =
    'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';
  return [`${path}: ${what}`, ...warnings];
}

function timeZoneWarnings({ spec }: CronJob): string[] {
  if (spec?.schedule?.includes('TZ') !== true) return [];
  return [
    'cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
  ];
}

function secretWarnings({ type, data = {} }: Secret): string[] {
  if (type !== 'kubernetes.io/tls') return [];
  const problem = keyPairProblem(data['tls.crt'] ?? '', data['tls.key'] ?? '');
  return problem === undefined ? [] : [problem];
}

function serviceAccountWarnings({ metadata }: ServiceAccount): string[] {
  if (metadata?.annotations?.[mountableSecrets] === undefined) return [];
  const why = 'deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets';
  return [`metadata.annotations[${mountableSecrets}]: ${why}`];
}

function persistentVolumeClaimWarnings({ metadata, spec = {} }: PersistentVolumeClaim): string[] {
  const deprecated = metadata?.annotations?.[storageClass] !== undefined;
  const why = 'deprecated since v1.8; use "storageClassName" attribute instead';
  return [...(deprecated ? [`metadata.annotations[${storageClass}]: ${why}`] : []), ...claimWarnings(spec, specPath)];
}
