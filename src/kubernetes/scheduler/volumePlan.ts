/** Volumes that the scheduler binds on its way to binding a Pod. */
import type { PersistentVolume, PersistentVolumeClaim } from '../api/types.ts';

export interface VolumePlan {
  /** Existing volumes to be pre-bound to claims. */
  readonly bindings: readonly { readonly volume: PersistentVolume; readonly claim: PersistentVolumeClaim }[];
  /** Claims to be provisioned for the chosen node. */
  readonly provisions: readonly PersistentVolumeClaim[];
}
