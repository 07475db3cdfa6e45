/** Defaults of kinds and fields that few recordings show (asked of `pkg/apis/<group>/v1` of Kubernetes 1.36.3). */
import assert from 'node:assert/strict';
import type { KubernetesObject } from '../../../../src/kubernetes/api/types.ts';
import { applyDefaults } from '../../../../src/kubernetes/apiserver/defaulting/defaulting.ts';

/** `object` gets its defaults, and `part` of it must then be `expected`. */
function check(object: KubernetesObject & Record<string, unknown>, part: string, expected: unknown): void {
  const copy = structuredClone(object);
  applyDefaults(copy);
  const plain: unknown = JSON.parse(JSON.stringify(copy));
  const found = part.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown>)[key], plain);
  assert.deepEqual(found, expected);
}

const pod = (spec: object) => ({ apiVersion: 'v1', kind: 'Pod', spec });
const container = (resources: object) => ({ name: 'a', resources });

describe('defaults', () => {
  it('round amounts up to thousandths', () =>
    check(pod({ overhead: { cpu: '100u', memory: '0.0005', x: '1n', y: '64Mi' } }), 'spec.overhead', {
      cpu: '1m',
      memory: '1m',
      x: '1m',
      y: '64Mi',
    }));
  it('request what a Pod limits', () =>
    check(pod({ containers: [container({ limits: { cpu: '1' } })] }), 'spec.containers.0.resources', {
      limits: { cpu: '1' },
      requests: { cpu: '1' },
    }));
  it('do not request what a template limits', () =>
    check(
      {
        apiVersion: 'v1',
        kind: 'PodTemplate',
        template: { spec: { containers: [container({ limits: { cpu: '1' } })] } },
      },
      'template.spec.containers.0.resources',
      { limits: { cpu: '1' } },
    ));
  it('sum up containers into requests of the Pod, where it has limits', () =>
    check(
      pod({
        resources: { limits: { cpu: '4', memory: '1Gi' } },
        containers: [container({ requests: { cpu: '1' } }), container({ requests: { cpu: '500m' } })],
        initContainers: [container({ requests: { cpu: '2' } })],
      }),
      'spec.resources.requests',
      { cpu: '2', memory: '1Gi' },
    ));
  it('take huge pages of the Pod from its containers', () =>
    check(
      pod({
        resources: { limits: { cpu: '1' } },
        containers: [container({ limits: { 'hugepages-2Mi': '4Mi' } })],
      }),
      'spec.resources',
      { limits: { cpu: '1', 'hugepages-2Mi': '4Mi' }, requests: { cpu: '1', 'hugepages-2Mi': '4Mi' } },
    ));
  it('open host ports on the host network', () =>
    check(pod({ hostNetwork: true, containers: [{ ports: [{ containerPort: 80 }] }] }), 'spec.containers.0.ports', [
      { containerPort: 80, hostPort: 80, protocol: 'TCP' },
    ]));
  it('pull what has a digest once', () =>
    check(
      pod({ containers: [{ image: `a@sha256:${'1'.repeat(64)}` }] }),
      'spec.containers.0.imagePullPolicy',
      'IfNotPresent',
    ));
  it('fill LimitRanges from the maximum, then the default, then the minimum', () =>
    check(
      {
        apiVersion: 'v1',
        kind: 'LimitRange',
        spec: { limits: [{ type: 'Container', max: { cpu: '2' }, min: { cpu: '1', memory: '1Mi' } }] },
      },
      'spec.limits.0',
      {
        type: 'Container',
        max: { cpu: '2' },
        min: { cpu: '1', memory: '1Mi' },
        default: { cpu: '2' },
        defaultRequest: { cpu: '2', memory: '1Mi' },
      },
    ));
  it('retry a Job by index without end', () =>
    check({ apiVersion: 'batch/v1', kind: 'Job', spec: { backoffLimitPerIndex: 1 } }, 'spec.backoffLimit', 2147483647));
  it('read the text data of Secrets as bytes', () =>
    check({ apiVersion: 'v1', kind: 'Secret', data: { a: 'YQ==' }, stringData: { a: 'é', b: '' } }, 'data', {
      a: 'w6k=',
      b: '',
    }));
});
