import type { Context } from '../context.ts';
import { findIndexed, listIndexed } from '../populations/indexed.ts';
import type { Population } from '../populations/population.ts';
import { campaignKey, campaignOfKey, nameOf } from '../populations/population-name.ts';

/** What ran in a channel: the names that begin with its own and a slash, which `0` follows. */
export function campaignsOf({ key }: Population, context: Context): Promise<Population[]> {
  const beginning = nameOf('CAMPAIGN', campaignKey({ channel: key, campaign: '' }));
  return listIndexed('CAMPAIGN', context, {
    from: beginning,
    to: `${beginning.slice(0, -1)}0`,
  });
}

/** Null when the campaign's orders name none. */
export async function channelOf({ key }: Population, context: Context): Promise<Population | null> {
  const channel = campaignOfKey(key)?.channel;
  return channel ? findIndexed('CHANNEL', channel, context) : null;
}

export function findChannel(key: string, context: Context): Promise<Population | null> {
  return findIndexed('CHANNEL', key, context);
}

export function listChannels(context: Context): Promise<Population[]> {
  return listIndexed('CHANNEL', context);
}

export function findCountry(key: string, context: Context): Promise<Population | null> {
  return findIndexed('COUNTRY', key, context);
}

export function listCountries(context: Context): Promise<Population[]> {
  return listIndexed('COUNTRY', context);
}
