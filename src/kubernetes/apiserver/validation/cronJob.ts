/** CronJobs: a schedule, a time zone, and the template of a Job. */
import { type CronSchedule, parseCronSchedule } from '../../api/cronSchedule.ts';
import { invalid, namedString, required, shownAs, unsupported } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import { utf8Length } from '../../api/names.ts';
import type { CronJob, CronJobSpec } from '../../api/types.ts';
import { shownSelector } from './internalText.ts';
import { validateJobSpec } from './job.ts';
import { metadataPath, validateObjectMeta, validateObjectMetaUpdate } from './metadata.ts';
import { nameIsDNSSubdomain } from './nameRules.ts';
import { newTemplate, type PodTolerances } from './podTolerances.ts';
import { type Errors, nonNegative } from './rules.ts';
import { isTimeZone } from './timeZone.ts';
import { tolerancesOf } from './toleratedByOld.ts';

const specPath = FieldPath.root('spec');
const longestName = 52;
const concurrencyPolicies = ['Allow', 'Forbid', 'Replace'];

export function validateCronJob(errors: Errors, { metadata = {}, spec = {} }: CronJob): void {
  validateObjectMeta(errors, metadata, true, nameIsDNSSubdomain);
  validateSpec(errors, spec, undefined, newTemplate);
  const { name = '' } = metadata;
  if (utf8Length(name) > longestName) {
    errors.push(invalid(metadataPath.child('name'), name, `must be no more than ${longestName} characters`));
  }
}

export function validateCronJobUpdate(errors: Errors, next: CronJob, old: CronJob): void {
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  const oldSpec = old.spec ?? {};
  validateSpec(errors, next.spec ?? {}, oldSpec, tolerancesOf(oldSpec.jobTemplate?.spec?.template ?? {}, false));
}

function validateSpec(
  errors: Errors,
  spec: CronJobSpec,
  old: CronJobSpec | undefined,
  tolerances: PodTolerances,
): void {
  const { schedule = '', timeZone, concurrencyPolicy = '' } = spec;
  if (schedule === '') errors.push(required(specPath.child('schedule')));
  else validateSchedule(errors, schedule, timeZone, old?.schedule?.includes('TZ') === true);
  nonNegative(errors, specPath, 'startingDeadlineSeconds', spec.startingDeadlineSeconds);
  if (timeZone !== undefined && (old === undefined || old.timeZone !== timeZone)) validateTimeZone(errors, timeZone);
  const path = specPath.child('concurrencyPolicy');
  if (concurrencyPolicy === '') errors.push(required(path));
  else if (!concurrencyPolicies.includes(concurrencyPolicy)) {
    errors.push(unsupported(path, namedString(concurrencyPolicy), concurrencyPolicies));
  }
  validateJobTemplate(errors, spec, tolerances);
  nonNegative(errors, specPath, 'successfulJobsHistoryLimit', spec.successfulJobsHistoryLimit);
  nonNegative(errors, specPath, 'failedJobsHistoryLimit', spec.failedJobsHistoryLimit);
}

function validateSchedule(errors: Errors, schedule: string, timeZone: string | undefined, zoneAllowed: boolean): void {
  const path = specPath.child('schedule');
  const read: CronSchedule | string = parseCronSchedule(schedule, isTimeZone);
  if (typeof read === 'string') errors.push(invalid(path, schedule, read));
  if (!schedule.includes('TZ')) return;
  if (!zoneAllowed) {
    const detail = 'cannot use TZ or CRON_TZ in schedule, use timeZone field instead';
    errors.push(invalid(path, schedule, detail));
  } else if (timeZone !== undefined) {
    errors.push(invalid(path, schedule, 'cannot use both timeZone field and TZ or CRON_TZ in schedule'));
  }
}

const zonePart = /^[A-Za-z.\-_0-9+]{1,14}$/;

function validateTimeZone(errors: Errors, zone: string): void {
  const path = specPath.child('timeZone');
  if (zone === '') {
    errors.push(invalid(path, zone, 'timeZone must be nil or non-empty string'));
    return;
  }
  const unknown = `unknown time zone ${zone}`;
  const wellFormed = zone
    .split('/')
    .every((part) => part !== '.' && part !== '..' && !part.startsWith('-') && zonePart.test(part));
  if (!wellFormed) {
    errors.push(invalid(path, zone, unknown));
    return;
  }
  if (zone.toLowerCase() === 'local') {
    const detail = 'timeZone must be an explicit time zone as defined in https://www.iana.org/time-zones';
    errors.push(invalid(path, zone, detail));
  }
  if (zone !== 'Local' && !isTimeZone(zone)) errors.push(invalid(path, zone, unknown));
}

function validateJobTemplate(errors: Errors, { jobTemplate = {} }: CronJobSpec, tolerances: PodTolerances): void {
  const path = specPath.child('jobTemplate').child('spec');
  const { spec = {} } = jobTemplate;
  validateJobSpec(errors, spec, path, tolerances);
  if (spec.selector !== undefined) {
    const shown = shownSelector(spec.selector);
    errors.push(invalid(path.child('selector'), shown, '`selector` will be auto-generated'));
  }
  if (spec.manualSelector === true) {
    errors.push(unsupported(path.child('manualSelector'), shownAs('true'), ['nil', 'false']));
  }
}
