/** What kubectl shows: cells of tables, whole lists, descriptions. */
import type { Event, KubernetesObject, Pod } from '../../../src/kubernetes/api/types.ts';
import { describePod } from '../../../src/kubernetes/printing/describePod.ts';
import { podRowConditions } from '../../../src/kubernetes/printing/podTable.ts';
import { tableOf } from '../../../src/kubernetes/printing/tables.ts';
import { type GetOptions, tableText } from '../../../src/kubernetes/printing/tableText.ts';
import type { Area } from '../harness.ts';
import { type Answer, compareFields, decoded } from './fields.ts';

const nowMs = Date.parse('2026-05-04T12:00:00Z');

const answers: Readonly<Record<string, Answer>> = {
  columns: (input) => ({ columns: tableOf(String(input)).columns }),
  pods: (input) => {
    const pod = input as Pod;
    const conditions = podRowConditions(pod).map(({ type, status, reason }) => `${type}=${status} ${reason}`);
    return {
      cells: tableOf('Pod').cells(pod, nowMs),
      rowConditions: conditions.length === 0 ? undefined : conditions,
    };
  },
  workloads: (input) => {
    const object = input as KubernetesObject;
    return { cells: tableOf(object.kind ?? '').cells(object, nowMs) };
  },
  'describe-pods': (input) => {
    const { pod, events } = input as { pod: Pod; events?: Event[] };
    return { text: describePod(pod, events ?? [], nowMs) };
  },
  'pod-lists': (input) => {
    const { pods, options } = input as { pods: Pod[]; options: Omit<GetOptions, 'withKind'> & { withKind?: boolean } };
    const { withKind, ...rest } = options;
    return { text: tableText('Pod', pods, withKind === true ? { ...rest, withKind: 'pod' } : rest, nowMs) };
  },
};

export const print: Area = {
  name: 'print',
  compare(recorded, context) {
    const answer = answers[context.family];
    if (answer === undefined)
      return { implemented: { agrees: false, expected: 'an answer', actual: 'not implemented' } };
    return compareFields(recorded, answer(decoded(recorded.in), recorded));
  },
};
