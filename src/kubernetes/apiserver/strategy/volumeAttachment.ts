/** VolumeAttachments. */
import type { VolumeAttachment } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { keep, keepMetadataForStatus } from './parts.ts';

/** `pkg/registry/storage/volumeattachment/strategy.go` */
export const volumeAttachmentStrategy: Strategy<VolumeAttachment> = {
  prepareForCreate(attachment) {
    delete attachment.status;
  },
  prepareForUpdate: (attachment, old) => keep(attachment, old, 'status'),
  subresources: {
    status(attachment, old) {
      keep(attachment, old, 'spec');
      keepMetadataForStatus(attachment, old);
    },
  },
};
