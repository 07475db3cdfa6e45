/** CSIDrivers. */
import type { CSIDriver } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/storage/csidriver/strategy.go`; the feature VolumeLimitScaling is off by default. */
export const csiDriverStrategy: Strategy<CSIDriver> = {
  prepareForCreate(driver) {
    delete driver.spec?.preventPodSchedulingIfMissing;
  },
  prepareForUpdate(driver, old) {
    if (old.spec?.preventPodSchedulingIfMissing === undefined) delete driver.spec?.preventPodSchedulingIfMissing;
    nextGeneration(driver, old, specChanged(driver, old, 'CSIDriverSpec'));
  },
};
