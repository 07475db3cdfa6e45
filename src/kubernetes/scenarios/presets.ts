/** The what-if scenarios that Podflight comes with, as data. */
import type { Scenario } from '../simulation/scenario.ts';
import { nothingFails } from '../simulation/scenario.ts';

/**
 * Slow enough to look twice, as in the story that the panel tells: the Pod is still Pending 8 s after it was sent, and
 * Running at 40 s.
 */
const story: Scenario = {
  name: 'story',
  latencies: {
    scheduling: 10_000,
    kubeletAdmit: 2_000,
    sandbox: 6_000,
    createContainer: 1_000,
    startContainer: 1_000,
  },
  images: [{ image: '*', pullMs: 15_000 }],
  lingerMs: 6_000,
};

/** The preset scenarios by name, in the order they are offered; the first is the default. */
export const presetScenarios: readonly Scenario[] = [
  nothingFails,
  story,
  { name: 'image-missing', images: [{ image: '*', missing: true }] },
  { name: 'registry-slow', images: [{ image: '*', pullMs: 45_000 }] },
  { name: 'container-crashes', processes: [{ exitCode: 1, afterMs: 2_000 }] },
  { name: 'out-of-memory', processes: [{ memoryBytes: 8 * 2 ** 30, afterMs: 3_000 }] },
  { name: 'never-ready', processes: [{ readyAfterMs: Number.MAX_SAFE_INTEGER }] },
];

/** The preset called `name`. */
export function presetScenario(name: string): Scenario | undefined {
  return presetScenarios.find((preset) => preset.name === name);
}
