/** What the panel's parts tell the panel: wishes that bubble up as events. */

export interface PanelEvents {
  /** Go to the picture after so many steps. */
  'podflight-seek': number;
  /** Go to a reel position. */
  'podflight-scrub': number;
  /** Go to a chapter, by its number. */
  'podflight-chapter': number;
  'podflight-command': Command;
  'podflight-speed': number;
  'podflight-tab': string;
  /** Show the field with this path in the manifest. */
  'podflight-reveal': string;
  'podflight-copy': string;
  'podflight-detail': boolean;
}

/** What the transport's buttons and keys do. */
export type Command = 'toggle' | 'step' | 'back' | 'next chapter' | 'previous chapter' | 'start' | 'end';

export function send<K extends keyof PanelEvents>(from: HTMLElement, type: K, detail: PanelEvents[K]): void {
  from.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
}
