/** CronJobs. */
import type { CronJob } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { dropGatedTemplateFields } from './gatedFields.ts';
import { firstGeneration, keep, nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/batch/cronjob/strategy.go` */
export const cronJobStrategy: Strategy<CronJob> = {
  prepareForCreate(cronJob) {
    delete cronJob.status;
    firstGeneration(cronJob);
    dropGatedTemplateFields(cronJob.spec?.jobTemplate?.spec?.template, undefined);
  },
  prepareForUpdate(cronJob, old) {
    keep(cronJob, old, 'status');
    const template = cronJob.spec?.jobTemplate?.spec?.template;
    dropGatedTemplateFields(template, old.spec?.jobTemplate?.spec?.template);
    nextGeneration(cronJob, old, specChanged(cronJob, old, 'CronJobSpec'));
  },
  subresources: { status: (cronJob, old) => keep(cronJob, old, 'spec') },
};
