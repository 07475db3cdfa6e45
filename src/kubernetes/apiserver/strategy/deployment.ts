/** Deployments: annotations count as what is wished, because ReplicaSets get copies of them. */
import type { Deployment } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { dropGatedTemplateFields } from './gatedFields.ts';
import { firstGeneration, keep, nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/apps/deployment/strategy.go` */
export const deploymentStrategy: Strategy<Deployment> = {
  prepareForCreate(deployment) {
    delete deployment.status;
    firstGeneration(deployment);
    dropGatedTemplateFields(deployment.spec?.template, undefined);
  },
  prepareForUpdate(deployment, old) {
    keep(deployment, old, 'status');
    dropGatedTemplateFields(deployment.spec?.template, old.spec?.template);
    const changed = specChanged(deployment, old, 'DeploymentSpec') || annotationsChanged(deployment, old);
    nextGeneration(deployment, old, changed);
  },
  subresources: {
    status(deployment, old) {
      keep(deployment, old, 'spec');
      deployment.metadata ??= {};
      keep(deployment.metadata, old.metadata ?? {}, 'labels');
    },
  },
};

function annotationsChanged(deployment: Deployment, old: Deployment): boolean {
  const next = deployment.metadata?.annotations ?? {};
  const before = old.metadata?.annotations ?? {};
  const keys = Object.keys(next);
  return keys.length !== Object.keys(before).length || keys.some((key) => next[key] !== before[key]);
}
