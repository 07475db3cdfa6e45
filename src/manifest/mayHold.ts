/** A first look at a file, cheap enough for every file that is opened. */

/** Whether a text can hold a manifest at all. */
export function mayHoldManifests(text: string): boolean {
  return text.includes('kind') && text.includes('apiVersion');
}
