/** In rising order: each may what the ones before may. */
export type Role = 'ANALYST' | 'MARKETER' | 'OWNER';

/** Who sent a request, as the gateway authenticated them. */
export interface Viewer {
  readonly name: string;
  readonly roles: readonly Role[];
}
