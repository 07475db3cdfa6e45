/** How long things take, in virtual milliseconds. All latencies live here; scenarios override them as data. */

export interface Latencies {
  /** One way between a client and the API server. */
  readonly hop: number;
  /** The API server's own work on a write: decode to validate. */
  readonly apiserver: number;
  /** etcd's commit of one write. */
  readonly etcd: number;
  /** From a commit to its watch event at a component. */
  readonly watch: number;
  /** One scheduling cycle. */
  readonly scheduling: number;
  /** From seeing a Pod to the kubelet's first status. */
  readonly kubeletAdmit: number;
  /** RunPodSandbox, with its network. Volumes are ready at the kubelet's next look, 300 ms after the first status. */
  readonly sandbox: number;
  /** What any pull takes before bytes flow. */
  readonly pullBase: number;
  /** Bytes a millisecond that a registry sends. */
  readonly pullBytesPerMs: number;
  readonly createContainer: number;
  readonly startContainer: number;
  /** Giving a running container other resources. */
  readonly updateContainer: number;
  /** From a process's end to the container's end. */
  readonly processExit: number;
  /** From a container's end to the answer of StopContainer. */
  readonly stopContainer: number;
  readonly stopSandbox: number;
  /** Taking down volumes and the cgroup of an ended Pod. */
  readonly unmount: number;
  /** A command that runs in a container beside its process. */
  readonly exec: number;
  /** From a container's start or end to the sync that sees it: half the kubelet's relist period, on average. */
  readonly relist: number;
}

/**
 * A quiet cluster on one machine: medians of ten runs with the real components (recording `lifecycle/timings.json`:
 * create→bound 9, bound→firstKubeletStatus 21, bound→eventPulled 505, eventPulled→eventCreated 19, eventCreated→eventStarted 58).
 */
export const quietCluster: Latencies = {
  hop: 1, // assumed: loopback and TLS
  apiserver: 2,
  etcd: 3, // create→bound less two hops, two requests and a scheduling cycle
  watch: 1,
  scheduling: 1,
  kubeletAdmit: 15,
  sandbox: 160, // bound→eventPulling 486 less status and 300 ms for volumes
  pullBase: 20, // an image that is there already, asked for again
  pullBytesPerMs: 40_000, // assumed: 40 MB/s
  createContainer: 19,
  startContainer: 58,
  updateContainer: 15, // assumed
  processExit: 40, // assumed: shim and runtime
  stopContainer: 30, // deleteAccepted→terminatedStatus 448 less the process's own end and the sandbox
  stopSandbox: 150,
  unmount: 200, // terminatedStatus→deleted, less the relist before it
  exec: 60, // assumed: runc exec
  relist: 500, // the kubelet relists each second
};
