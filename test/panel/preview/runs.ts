/** Runs to look at. */
import type { Run } from '../../../src/protocol/messages.ts';
import type { Trace } from '../../../src/trace/model.ts';
import { type Ending, sampleTrace } from '../../support/sampleTrace.ts';

/** A run as the extension host would send it. */
export function runOf(trace: Trace, file = 'nginx.yaml'): Run {
  const subject = trace.subject;
  return {
    id: 1,
    document: {
      uri: `file:///${file}`,
      index: 0,
      kind: subject?.kind ?? 'Pod',
      name: subject?.name ?? 'nginx',
      namespace: subject?.namespace ?? 'default',
      file,
    },
    trace,
    lines: { 'metadata.name': 3, 'spec.containers[0].image': 7, 'spec.containers[0].name': 6 },
    world: 'three-nodes',
    worlds: [
      { id: 'three-nodes', title: '3 nodes' },
      { id: 'one-node', title: '1 node' },
    ],
    scenario: 'nothing-fails',
    scenarios: [
      { id: 'nothing-fails', title: 'Nothing fails' },
      { id: 'image-missing', title: 'The image is missing' },
    ],
  };
}

export function sampleRun(ending: Ending): Run {
  return runOf(sampleTrace(ending));
}
