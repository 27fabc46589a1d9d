import type { Resolvers } from '../generated/resolvers.ts';
import {
  campaignsOf,
  channelOf,
  findChannel,
  findCountry,
  listChannels,
  listCountries,
} from './channels.ts';

export const channelResolvers: Resolvers = {
  Query: {
    channels: (_parent, _arguments, context) => listChannels(context),
    channel: (_parent, { key }, context) => findChannel(key, context),
    countries: (_parent, _arguments, context) => listCountries(context),
    country: (_parent, { key }, context) => findCountry(key, context),
  },
  Channel: {
    key: ({ key }) => key,
    campaigns: (channel, _arguments, context) => campaignsOf(channel, context),
  },
  Campaign: {
    channel: (campaign, _arguments, context) => channelOf(campaign, context),
  },
  Country: {
    key: ({ key }) => key,
  },
};
