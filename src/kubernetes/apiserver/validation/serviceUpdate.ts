/** What may change in a Service. */
import { forbidden, invalid } from '../../api/fieldError.ts';
import { FieldPath } from '../../api/fieldPath.ts';
import type { Service } from '../../api/types.ts';
import { validateObjectMetaUpdate } from './metadata.ts';
import { type Errors, immutableField } from './rules.ts';
import { needsHealthCheck, validateLoadBalancerClass, validateServiceSpec } from './service.ts';
import { validateClusterIPChange, validateFamilyChange } from './serviceAddresses.ts';

const specPath = FieldPath.root('spec');

export function validateServiceUpdate(errors: Errors, next: Service, old: Service): void {
  const [spec, oldSpec] = [next.spec ?? {}, old.spec ?? {}];
  validateObjectMetaUpdate(errors, next.metadata ?? {}, old.metadata ?? {});
  validateClusterIPChange(errors, spec, oldSpec);
  validateFamilyChange(errors, spec, oldSpec);
  const bothBalanced = spec.type === 'LoadBalancer' && oldSpec.type === 'LoadBalancer';
  if (bothBalanced && spec.loadBalancerClass !== oldSpec.loadBalancerClass) {
    const at = specPath.child('loadBalancerClass');
    errors.push(invalid(at, spec.loadBalancerClass ?? null, 'may not change once set'));
  }
  validateLoadBalancerClass(errors, spec);
  const portChanged = (spec.healthCheckNodePort ?? 0) !== (oldSpec.healthCheckNodePort ?? 0);
  if (portChanged && needsHealthCheck(spec) && needsHealthCheck(oldSpec)) {
    errors.push(forbidden(specPath.child('healthCheckNodePort'), immutableField));
  }
  validateServiceSpec(errors, next, old);
}
