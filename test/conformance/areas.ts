/** The areas of recordings that the engine is held against, one file each. */
import { create } from './areas/create.ts';
import { dances } from './areas/dances.ts';
import { lifecycle } from './areas/lifecycle.ts';
import { primitives } from './areas/primitives.ts';
import { print } from './areas/print.ts';
import { reduce } from './areas/reduce.ts';
import { schedule } from './areas/schedule.ts';
import { update } from './areas/update.ts';
import type { Area } from './harness.ts';

export const areas: readonly Area[] = [create, update, primitives, reduce, print, schedule, lifecycle, dances];

/** Areas that exist as recordings; one without an adapter disagrees in every case. */
export const areaNames = [
  'create',
  'update',
  'schedule',
  'lifecycle',
  'dances',
  'print',
  'primitives',
  'reduce',
] as const;

/** The adapter of `name`; an area nobody implements answers no case. */
export function areaNamed(name: string): Area {
  return (
    areas.find((area) => area.name === name) ?? {
      name,
      compare: () => ({ implemented: { agrees: false, expected: 'an answer', actual: 'not implemented' } }),
    }
  );
}
