/** A trace as the run that the extension host would send to the panel. */
import type { Run } from '../../src/protocol/messages.ts';
import type { Trace } from '../../src/trace/model.ts';

export function sampleRun(trace: Trace, file = 'nginx.yaml'): Run {
  const { kind = 'Pod', name = 'nginx', namespace = 'default' } = trace.subject ?? {};
  return {
    id: 1,
    document: { uri: `file:///${file}`, index: 0, kind, name, namespace, file },
    trace,
    lines: { 'metadata.name': 3, 'spec.containers[0].name': 6, 'spec.containers[0].image': 7 },
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
