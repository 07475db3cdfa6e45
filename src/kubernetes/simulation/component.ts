/** What every actor of the control plane is given, and all that it is given. */
import type { Actor } from '../../trace/model.ts';
import type { ApiClient } from './client.ts';
import type { Kernel } from './kernel.ts';
import type { Latencies } from './latencies.ts';
import type { Scenario } from './scenario.ts';

/** Ports of one component. The kernel is its clock, its seeded randomness and its recorder. */
export interface Ports {
  readonly actor: Actor;
  readonly kernel: Kernel;
  readonly api: ApiClient;
  readonly latencies: Latencies;
  readonly scenario: Scenario;
}

/** One actor of the control plane; it meets the others only through its ports. */
export interface Component {
  readonly name: string;
  start(ports: Ports): void;
}
