/** PodDisruptionBudgets. */
import type { PodDisruptionBudget } from '../../api/types.ts';
import type { Strategy } from './context.ts';
import { firstGeneration, keep, nextGeneration, specChanged } from './parts.ts';

/** `pkg/registry/policy/poddisruptionbudget/strategy.go` */
export const podDisruptionBudgetStrategy: Strategy<PodDisruptionBudget> = {
  prepareForCreate(budget) {
    delete budget.status;
    firstGeneration(budget);
  },
  prepareForUpdate(budget, old) {
    keep(budget, old, 'status');
    nextGeneration(budget, old, specChanged(budget, old, 'PodDisruptionBudgetSpec'));
  },
  subresources: { status: (budget, old) => keep(budget, old, 'spec') },
};
