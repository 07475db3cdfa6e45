/** The user's settings, under `podflight`. */
import { type ConfigurationScope, workspace } from 'vscode';

/** Settings that are on or off; their names are those of the contribution. */
export type Switch = 'diagnostics' | 'readings' | 'assumptions' | 'codeLens';

/** Whether a switch is on for a file. */
export function isOn(name: Switch, scope: ConfigurationScope): boolean {
  return workspace.getConfiguration('podflight', scope).get(`${name}.enabled`) === true;
}
