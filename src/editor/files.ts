/** Names of files as kubectl is given them. */
import type { Uri } from 'vscode';

/** The last part of a path; an untitled file has a name that says so. */
export function fileName({ path, scheme }: Uri): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return scheme === 'untitled' && !name.includes('.') ? `${name}.yaml` : name;
}
