/** PersistentVolumes: the server notes when their phase last changed. */
import type { PersistentVolume } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { keep } from './parts.ts';

/** `pkg/registry/core/persistentvolume/strategy.go` */
export const persistentVolumeStrategy: Strategy<PersistentVolume> = {
  prepareForCreate(volume, context) {
    volume.status = { phase: 'Pending', lastPhaseTransitionTime: context.now };
  },
  prepareForUpdate: (volume, old) => keep(volume, old, 'status'),
  subresources: {
    status(volume, old, context) {
      keep(volume, old, 'spec');
      volume.status ??= {};
      const { phase, lastPhaseTransitionTime: given } = volume.status;
      const before = old.status?.lastPhaseTransitionTime;
      if (phase === old.status?.phase) {
        if (given === undefined && before !== undefined) volume.status.lastPhaseTransitionTime = before;
      } else if (given === undefined || given === before) volume.status.lastPhaseTransitionTime = context.now;
    },
  },
};
