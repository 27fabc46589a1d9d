/** The stages of a refresh, in order. */
export const refreshStages = [
  'COMPACT',
  'SUMMARISE',
  'FIT',
  'SCORE',
  'RANK',
  'PUBLISH',
  'CLEAN_UP',
] as const;
export type RefreshStage = (typeof refreshStages)[number];

/** Told as a stage begins. */
export type OnProgress = (stage: RefreshStage) => void;
