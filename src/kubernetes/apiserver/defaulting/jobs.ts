/** Defaults of Jobs and CronJobs. */
import type { CronJob, Job, JobSpec } from '../../api/types.ts';
import { defaultPodTemplate } from './podSpec.ts';

const maxInt32 = 2147483647;

/** Fills a Job; one without labels takes its template's (the same map, as in Go). */
export function defaultJob(job: Job): void {
  job.spec ??= {};
  const { spec } = job;
  if (spec.parallelism === undefined) spec.completions ??= 1;
  spec.parallelism ??= 1;
  spec.backoffLimit ??= spec.backoffLimitPerIndex === undefined ? 6 : maxInt32;
  const labels = spec.template?.metadata?.labels;
  job.metadata ??= {};
  if (labels !== undefined && Object.keys(job.metadata.labels ?? {}).length === 0) job.metadata.labels = labels;
  spec.completionMode ??= 'NonIndexed';
  spec.suspend ??= false;
  spec.podReplacementPolicy ??= spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed';
  spec.manualSelector ??= false;
  defaultJobParts(spec);
}

/** Fills a CronJob. Its Jobs' own defaults come when they are created, all but those of their template. */
export function defaultCronJob(cronJob: CronJob): void {
  cronJob.spec ??= {};
  const { spec } = cronJob;
  spec.concurrencyPolicy ||= 'Allow';
  spec.suspend ??= false;
  spec.successfulJobsHistoryLimit ??= 3;
  spec.failedJobsHistoryLimit ??= 1;
  spec.jobTemplate ??= {};
  spec.jobTemplate.spec ??= {};
  defaultJobParts(spec.jobTemplate.spec);
}

function defaultJobParts(spec: JobSpec): void {
  for (const rule of spec.podFailurePolicy?.rules ?? []) {
    for (const pattern of rule.onPodConditions ?? []) pattern.status ||= 'True';
  }
  spec.template ??= {};
  defaultPodTemplate(spec.template);
}
