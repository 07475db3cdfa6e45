/** DaemonSets: they count the generations of their template in an annotation. */
import type { DaemonSet } from '../../api/types.ts';
import { templateGeneration } from '../conversion/internal.ts';
import { semanticEqual } from '../validation/semanticEqual.ts';
import type { Strategy } from './context.ts';
import { dropGatedTemplateFields } from './gatedFields.ts';
import { firstGeneration, keep, nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/apps/daemonset/strategy.go` */
export const daemonSetStrategy: Strategy<DaemonSet> = {
  prepareForCreate(set) {
    delete set.status;
    firstGeneration(set);
    const given = templateGenerationOf(set);
    setTemplateGeneration(set, given < 1n ? 1n : given);
    dropGatedTemplateFields(set.spec?.template, undefined);
  },
  prepareForUpdate(set, old) {
    dropGatedTemplateFields(set.spec?.template, old.spec?.template);
    keep(set, old, 'status');
    const newTemplate = !semanticEqual('PodTemplateSpec', set.spec?.template, old.spec?.template);
    setTemplateGeneration(set, templateGenerationOf(old) + (newTemplate ? 1n : 0n));
    nextGeneration(set, old, newTemplate || specChanged(set, old, 'DaemonSetSpec'));
  },
  subresources: {
    status(set, old) {
      keep(set, old, 'spec');
      setTemplateGeneration(set, templateGenerationOf(old));
    },
  },
};

function templateGenerationOf(set: DaemonSet): bigint {
  return BigInt(set.metadata?.annotations?.[templateGeneration] ?? 0);
}

function setTemplateGeneration(set: DaemonSet, generation: bigint): void {
  set.metadata ??= {};
  set.metadata.annotations ??= Object.create(null) as Record<string, string>;
  set.metadata.annotations[templateGeneration] = String(generation);
}
