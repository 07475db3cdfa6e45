/** What kube-scheduler decides: single decisions, large clusters with the default number of nodes, and sequences. */
import type { Area } from '../harness.ts';
import { compareDecision } from './schedule/decision.ts';
import { compareSequence } from './schedule/sequence.ts';

export const schedule: Area = {
  name: 'schedule',
  compare: (recorded, { family }) =>
    recorded.steps === undefined ? compareDecision(recorded, family.endsWith('large')) : compareSequence(recorded),
};
