/** The container runtime as the kubelet sees it: a port in the shape of CRI, and the records it answers with. */
import type { Container, Pod, ResourceRequirements } from '../api/types.ts';
import type { Process } from '../simulation/process.ts';

/** A container as the runtime knows it. Never mutated: each change makes a new record. */
export interface ContainerRecord {
  /** 64 hexadecimal digits; statuses show it as `containerd://<id>`. */
  readonly id: string;
  readonly name: string;
  readonly sandboxId: string;
  /** Image name with registry and tag, as the status shows it. */
  readonly image: string;
  /** Image by digest: the status' imageID. */
  readonly imageRef: string;
  /** Image as the manifest had it when the container was made; another one means a changed definition. */
  readonly specImage: string;
  readonly restartCount: number;
  /** CPU and memory that the runtime was last told. */
  readonly resources: ResourceRequirements;
  readonly state: 'created' | 'running' | 'exited' | 'unknown';
  /** Virtual milliseconds. */
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly exitCode?: number;
  /** `Completed`, `Error`, `OOMKilled`, `StartError`, as containerd says it. */
  readonly reason?: string;
  readonly message?: string;
  readonly user: { readonly uid: number; readonly gid: number };
}

/** The sandbox of a Pod: its network and the cgroup that its containers share. */
export interface SandboxRecord {
  readonly id: string;
  readonly podUid: string;
  readonly attempt: number;
  readonly ready: boolean;
  /** Undefined on the host's network. */
  readonly ip?: string;
  readonly createdAt: number;
}

/** What runs of one Pod; newest first. */
export interface RuntimePodStatus {
  readonly sandboxes: readonly SandboxRecord[];
  readonly containers: readonly ContainerRecord[];
}

/** What runs of one Pod, with the addresses it has, or had until its sandbox stopped. */
export interface PodObservation extends RuntimePodStatus {
  readonly ips: readonly string[];
}

/** An answer of the runtime: a value, or the error text that it gives. */
export type RuntimeAnswer<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly error: string };

export interface ImageStatus {
  /** Name with registry and tag. */
  readonly name: string;
  /** Image by digest. */
  readonly ref: string;
  readonly sizeBytes: number;
  /** User of the image: numeric, or by name. */
  readonly uid?: number;
  readonly username?: string;
  readonly gid?: number;
}

/** What a container is made from, besides its spec. */
export interface ContainerConfig {
  readonly pod: Pod;
  readonly container: Container;
  readonly restartCount: number;
  readonly command: readonly string[];
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly mounts: readonly ContainerMount[];
  readonly user: { readonly uid: number; readonly gid: number };
  readonly resources: ResourceRequirements;
}

/** A volume, or a path in it, inside a container. */
export interface ContainerMount {
  readonly containerPath: string;
  /** Identity of the volume's directory on the node: containers with the same one share files. */
  readonly source: string;
  readonly readOnly: boolean;
  /** Files that are there from the start, by path below the mount. */
  readonly files?: Readonly<Record<string, string>>;
}

/** How a command that ran in a container ended. `exitCode` undefined: it could not be run, or not in time. */
export interface ExecAnswer {
  readonly exitCode?: number;
  /** What it printed, standard output before standard error. */
  readonly output: string;
  /** The runtime's error text, where there is one. */
  readonly error?: string;
  readonly timedOut?: boolean;
}

/** How an attempt to talk to a port of a Pod ended. */
export type DialAnswer =
  | { readonly outcome: 'connected' }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'timeout' };

export type HttpAnswer =
  | { readonly outcome: 'answered'; readonly statusCode: number; readonly body: string }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'timeout' }
  | { readonly outcome: 'closed' };

export interface ContainerRuntime {
  /** Takes over a Pod that has been running since before the simulation began. */
  adopt(pod: Pod): void;
  runPodSandbox(pod: Pod, attempt: number): Process<RuntimeAnswer<SandboxRecord>>;
  stopPodSandbox(id: string): Process;
  /** Undefined: the node does not have it. */
  imageStatus(image: string): ImageStatus | undefined;
  /** Pulls an image with the credentials that the Pod's secrets hold for its registry. */
  pullImage(pod: Pod, image: string, credentials: readonly RegistryCredential[]): Process<RuntimeAnswer<ImageStatus>>;
  createContainer(sandboxId: string, config: ContainerConfig): Process<RuntimeAnswer<ContainerRecord>>;
  startContainer(id: string): Process<RuntimeAnswer<undefined>>;
  /** Sends the stop signal, and KILL after `graceSeconds`; returns when the container has ended. */
  stopContainer(id: string, graceSeconds: number): Process;
  /** Gives a running container other CPU and memory. */
  updateContainerResources(id: string, resources: ResourceRequirements): Process;
  /** Forgets an ended container. */
  removeContainer(id: string): void;
  execSync(id: string, command: readonly string[], timeoutSeconds: number): Process<ExecAnswer>;
  /** Connects to a port at a Pod's address. */
  dial(ip: string, port: number, timeoutSeconds: number): Process<DialAnswer>;
  httpGet(ip: string, port: number, path: string, timeoutSeconds: number): Process<HttpAnswer>;
  podStatus(uid: string): RuntimePodStatus;
  /** A scenario says that the container's probes fail until later. */
  heldBack(id: string): boolean;
  /** Bytes that a volume's files take, by the volume's identity on the node. */
  volumeUsage(source: string): number;
  /** Bytes that a container has written to its own disk and to its log. */
  containerUsage(id: string): number;
  /** What the container wrote to its termination log and to its output, for status messages. */
  terminationLog(id: string): string;
  logTail(id: string, lines: number, bytes: number): string;
  /** Forgets all of a Pod. */
  removePod(uid: string): void;
}

/** User and password for a registry, from a secret. */
export interface RegistryCredential {
  readonly registry: string;
  readonly username: string;
  readonly password: string;
}
