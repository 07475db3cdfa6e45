/** ReplicationControllers. */
import type { ReplicationController } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { dropGatedTemplateFields } from './gatedFields.ts';
import { firstGeneration, keep, nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/core/replicationcontroller/strategy.go` */
export const replicationControllerStrategy: Strategy<ReplicationController> = {
  prepareForCreate(controller) {
    delete controller.status;
    firstGeneration(controller);
    dropGatedTemplateFields(controller.spec?.template, undefined);
  },
  prepareForUpdate(controller, old) {
    keep(controller, old, 'status');
    dropGatedTemplateFields(controller.spec?.template, old.spec?.template);
    nextGeneration(controller, old, specChanged(controller, old, 'ReplicationControllerSpec'));
  },
  subresources: { status: (controller, old) => keep(controller, old, 'spec') },
};
