/** The network of a Pod as seen from its node: who listens on which port, and what is answered there. */
import type { MachineProcess } from './machine.ts';

/** What a server answers to a request for `path`; undefined `statusCode`: it closes the connection. */
export interface HttpReply {
  readonly statusCode: number;
  /** Virtual ms until the answer. */
  readonly delayMs: number;
}

export interface Listener {
  readonly process: MachineProcess;
  reply(path: string): HttpReply;
}

export interface PodNetwork {
  /** False when somebody listens there already. */
  listen(port: number, listener: Listener): boolean;
  listener(port: number): Listener | undefined;
  closePorts(process: MachineProcess): void;
}

/** Ports of one sandbox: all containers of a Pod share them. */
export function podNetwork(): PodNetwork {
  const ports = new Map<number, Listener>();
  return {
    listen: (port, listener) => {
      if (ports.has(port)) return false;
      ports.set(port, listener);
      return true;
    },
    listener: (port) => ports.get(port),
    closePorts: (process) => {
      for (const [port, listener] of ports) if (listener.process === process) ports.delete(port);
    },
  };
}
