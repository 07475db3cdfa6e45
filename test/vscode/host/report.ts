/** What the suites in the extension host tell the process that started the editor. */
export interface HostReport {
  readonly results: readonly HostResult[];
}

export interface HostResult {
  readonly title: string;
  /** Why it failed; left out where it passed. */
  readonly error?: string;
}
