import DataLoader from 'dataloader';
import type { NameRange } from '../populations/population-name.ts';
import type { Snapshot } from '../snapshots/snapshot.ts';
import type { ActionStore, PeerQuartiles, ProductPair } from './store.ts';

export interface ActionLoaders {
  /** Quartiles of a group that customers are compared with, by its name. */
  readonly peers: DataLoader<NameRange, PeerQuartiles | undefined, string>;
  /** Pairs of a product, the most frequent first. */
  readonly pairs: DataLoader<string, readonly ProductPair[]>;
}

/** Made for each request and never shared: see `createContext`. */
export function createActionLoaders(
  store: ActionStore,
  snapshot: () => Promise<Snapshot | undefined>,
): ActionLoaders {
  return {
    peers: new DataLoader(
      async (names) => {
        const current = await snapshot();
        return current ? store.peers(current, names) : names.map(() => undefined);
      },
      { name: 'peers', cacheKeyFn: ({ from }) => from },
    ),
    pairs: new DataLoader(
      async (products) => {
        const current = await snapshot();
        return current ? store.pairs(current, products) : products.map(() => []);
      },
      { name: 'pairs' },
    ),
  };
}
