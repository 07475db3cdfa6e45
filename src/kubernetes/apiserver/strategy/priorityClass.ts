/** PriorityClasses. */
import type { PriorityClass } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { firstGeneration } from './parts.ts';

/** `pkg/registry/scheduling/priorityclass/strategy.go` */
export const priorityClassStrategy: Strategy<PriorityClass> = { prepareForCreate: firstGeneration };
