/** LimitRanges: one without a name gets a uid for it. */
import type { LimitRange } from '../../api/types.ts';
import type { Strategy } from './context.ts';

/** `pkg/registry/core/limitrange/strategy.go` */
export const limitRangeStrategy: Strategy<LimitRange> = {
  prepareForCreate(range, context) {
    range.metadata ??= {};
    range.metadata.name ||= context.random.uuid();
  },
};
