/** Rules for objects' names; a generateName may end in a dash. */
import { isDNS1123Label, isDNS1123Subdomain, maskTrailingDash } from '../../api/names.ts';

/** What is wrong with a name; `prefix` is true for a generateName, to which characters are still added. */
export type NameRule = (name: string, prefix: boolean) => readonly string[];

export const nameIsDNSSubdomain: NameRule = (name, prefix) =>
  isDNS1123Subdomain(prefix ? maskTrailingDash(name) : name);

export const nameIsDNSLabel: NameRule = (name, prefix) => isDNS1123Label(prefix ? maskTrailingDash(name) : name);
