/** Every kind of group there is. A kind in capitals begins the names of its groups in a snapshot's files. */
export type PopulationKind =
  | 'BUSINESS'
  | 'SEGMENT'
  | 'COHORT'
  | 'CHANNEL'
  | 'CAMPAIGN'
  | 'PRODUCT'
  | 'COUNTRY';

/** Names in a snapshot's files from `from` up to and without `to`, compared as UTF-8 bytes. */
export interface NameRange {
  readonly from: string;
  readonly to: string;
}

/** Name of a group in a snapshot's files: `CHANNEL:search`. */
export function nameOf(kind: PopulationKind, key: string): string {
  return `${kind}:${key}`;
}

/** The one name. */
export function onlyName(kind: PopulationKind, key: string): NameRange {
  const name = nameOf(kind, key);
  return { from: name, to: `${name}\0` };
}

/** All names of a kind: `;` follows `:`. */
export function namesOfKind(kind: PopulationKind): NameRange {
  return { from: `${kind}:`, to: `${kind};` };
}

/** The key of a name of this kind. */
export function keyOfName(kind: PopulationKind, name: string): string {
  return name.slice(kind.length + 1);
}

/** A campaign and the channel it ran in; the same name in two channels is two campaigns. */
export interface CampaignName {
  /** Null where orders name the campaign alone. */
  readonly channel: string | null;
  readonly campaign: string;
}

/** `<channel>/<campaign>` with `/` and `%` of the channel escaped; the refresh's SQL writes the same. */
export function campaignKey({ channel, campaign }: CampaignName): string {
  return `${(channel ?? '').replaceAll('%', '%25').replaceAll('/', '%2F')}/${campaign}`;
}

/** The parts of a campaign's key; undefined for text that is none. */
export function campaignOfKey(key: string): CampaignName | undefined {
  const end = key.indexOf('/');
  if (end < 0 || end === key.length - 1) {
    return undefined;
  }
  const channel = key.slice(0, end).replaceAll('%2F', '/').replaceAll('%25', '%');
  return { channel: channel || null, campaign: key.slice(end + 1) };
}
