/** PodTemplates. */
import type { PodTemplate } from '../../api/types.ts';
import { semanticEqual } from '../validation/semanticEqual.ts';
import type { Strategy } from './context.ts';
import { dropGatedTemplateFields } from './gatedFields.ts';
import { firstGeneration, nextGeneration } from './parts.ts';

/** `pkg/registry/core/podtemplate/strategy.go` */
export const podTemplateStrategy: Strategy<PodTemplate> = {
  prepareForCreate(object) {
    firstGeneration(object);
    dropGatedTemplateFields(object.template, undefined);
  },
  prepareForUpdate(object, old) {
    dropGatedTemplateFields(object.template, old.template);
    nextGeneration(object, old, !semanticEqual('PodTemplateSpec', object.template, old.template));
  },
};
