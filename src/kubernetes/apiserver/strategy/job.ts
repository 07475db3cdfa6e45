/** Jobs: a selector of their own, made from their uid, unless they bring one. */
import type { Job } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { dropGatedTemplateFields } from './gatedFields.ts';
import { firstGeneration, keep, nextGeneration, specChanged } from './parts.ts';

const controllerUid = 'batch.kubernetes.io/controller-uid';

/** `pkg/registry/batch/job/strategy.go` */
export const jobStrategy: Strategy<Job> = {
  prepareForCreate(job) {
    if (job.spec?.manualSelector === false) generateSelector(job);
    delete job.status;
    firstGeneration(job);
    dropGatedTemplateFields(job.spec?.template, undefined);
  },
  prepareForUpdate(job, old) {
    keep(job, old, 'status');
    dropGatedTemplateFields(job.spec?.template, old.spec?.template);
    nextGeneration(job, old, specChanged(job, old, 'JobSpec'));
  },
  subresources: { status: (job, old) => keep(job, old, 'spec') },
};

/** Labels that the user gave stay; where they contradict, validation refuses them. */
function generateSelector(job: Job): void {
  const { name = '', uid = '' } = job.metadata ?? {};
  job.spec ??= {};
  const { spec } = job;
  spec.template ??= {};
  spec.template.metadata ??= {};
  spec.template.metadata.labels ??= newMap();
  const { labels } = spec.template.metadata;
  labels['job-name'] ??= name;
  labels['batch.kubernetes.io/job-name'] ??= name;
  labels['controller-uid'] ??= uid;
  labels[controllerUid] ??= uid;
  spec.selector ??= {};
  spec.selector.matchLabels ??= newMap();
  spec.selector.matchLabels[controllerUid] ??= uid;
}

function newMap(): Record<string, string> {
  return Object.create(null) as Record<string, string>;
}
