/** What the parts of one kubelet share. */
import type { Container } from '../api/types.ts';
import type { Kernel } from '../simulation/kernel.ts';
import type { Latencies } from '../simulation/latencies.ts';
import type { Allocation } from './allocation.ts';
import type { ContainerAgent } from './containers.ts';
import type { Deadlines } from './deadline.ts';
import type { EventRecorder } from './events.ts';
import type { EvictionManager } from './eviction.ts';
import type { ObjectSource } from './objects.ts';
import type { Prober } from './probes.ts';
import type { ContainerRecord, ContainerRuntime } from './runtime.ts';
import type { StatusManager } from './statusManager.ts';
import type { VolumeManager } from './volumes.ts';

export interface NodeAgent {
  readonly kernel: Kernel;
  readonly latencies: Latencies;
  readonly runtime: ContainerRuntime;
  readonly events: EventRecorder;
  readonly objects: ObjectSource;
  readonly statuses: StatusManager;
  readonly volumes: VolumeManager;
  readonly prober: Prober;
  readonly containers: ContainerAgent;
  readonly allocation: Allocation;
  readonly deadlines: Deadlines;
  readonly evictions: EvictionManager;
  /** The node's first internal address. */
  hostIP(): string;
  /** RFC 3339 text of a virtual time. */
  timeText(at: number): string;
  /** Message of an ended container. */
  messageOf(record: ContainerRecord, container: Container): string;
  /** The next look at the runtime leads to a sync of the Pod, whatever it sees. */
  reinspect(uid: string): void;
  /** Syncs the Pod again at once. */
  resync(uid: string): void;
}
