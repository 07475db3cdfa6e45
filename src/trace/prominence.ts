/** How much attention a step deserves: what a first look must see, and what only a close look wants. */

import { failureOf } from './failures.ts';
import type { Step, Trace } from './model.ts';
import { requestOf } from './wire.ts';

/** `main`: the run's backbone. `minor`: true detail. `housekeeping`: Events, leases and reads beside the story. */
export type Prominence = 'main' | 'minor' | 'housekeeping';

export function prominenceOf(step: Step, trace: Trace): Prominence {
  if (isHousekeeping(step, trace)) return 'housekeeping';
  switch (step.kind) {
    case 'stage':
      return step.outcome === 'refused' || (step.plugin === undefined && step.outcome === 'changed') ? 'main' : 'minor';
    case 'queue':
      return step.queue === 'gated' ? 'main' : 'minor';
    case 'note':
      return 'minor';
    case 'watch':
      // What a component learns first moves the story on; later changes it mostly made itself.
      return step.type === 'MODIFIED' ? 'minor' : 'main';
    case 'runtime':
      return step.call === 'ExecSync' ? 'minor' : 'main';
    case 'process':
      return step.what === 'probe' && failureOf(step, trace) === undefined ? 'minor' : 'main';
    case 'request':
    case 'response':
    case 'write':
    case 'schedule':
    case 'output':
      return 'main';
    default:
      return step satisfies never;
  }
}

const housekeepingKinds: ReadonlySet<string> = new Set(['Event', 'Lease']);

/** True for steps about Events and leases, and for reads and their answers. */
function isHousekeeping(step: Step, trace: Trace): boolean {
  switch (step.kind) {
    case 'request':
      return housekeepingKinds.has(step.ref.kind) || step.verb === 'get' || step.verb === 'list';
    case 'write':
    case 'watch':
      return housekeepingKinds.has(step.ref.kind);
    case 'stage':
    case 'response': {
      const request = requestOf(step.request, trace);
      return request !== undefined && isHousekeeping(request, trace);
    }
    case 'schedule':
    case 'queue':
    case 'runtime':
    case 'process':
    case 'output':
    case 'note':
      return false;
    default:
      return step satisfies never;
  }
}
